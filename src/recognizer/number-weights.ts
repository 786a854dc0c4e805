import type { Field } from '../ink/lattice.js';

/**
 * One character for a weight's tenths: o for 0, and so on, from # after ~; and a digit for its hundredths, or 0.
 * Small weights are small letters: gzip has short codes for those, as for all code.
 */
const unpack = (tenths: string, hundredths: string) =>
  Array.from(tenths, (code, index) => {
    const tenth = ((code.charCodeAt(0) + 27) % 92) - 46;
    return (10 * tenth + Number(hundredths[index] ?? 0)) / 100;
  });

/** Written by `npm run train:number`; models/number/README.md says how. */
// prettier-ignore
export const FIELD: Field = {
  digit: unpack("qnqqlhinhpltfgroxxujsmrtslboqqnsllprooqrpmlmuokpqnqmvysltuyrfiqvrnqppqnposuloltxtscprhpzdllnnoqmjqoopqnpgrnqmrtoknoooornobmpurmnoptnmxqtoqjsxsrqnieu|\\jonrrppopmnoyllsomrmupogoqnqqzpl#ppglqwqoltseoonnvnpowk~nplfnppmknplpjthqjqtrporsioovolpmkdnrbolnntoqsutvkpovvgnkohu_lt%~vonkplpmonjmqimtmrvpwtqnmlemskghmetomnqroqsopu{xnolnmuonemoq}qooljsqopjopronpslnrrpumxlmkrnhllznqpouoppinrkjmrpqqmlpimmqmdnrmq|lssrflpknndlpootnqkhorrmqsuqammnmrrpqvnlw}{svirismlkrbox\\monmsonpntnpsmfhmorqqtpjkglqhdilcmloosrrqtnmvvuqqninpmhkvmsupllqlrtrkqqspolrxqrqmlnqlifmqgfhl", '643805850708915562832250272214014331026917333898619451613751'),
  minus: unpack("ijhhjcZim}uxilgk", '7990927596604827'),
  point: unpack("g^``asLz0(zazIwo", '3350245309767375'),
  nothing: unpack("kIfWQlmN]dinfp", '48507063674096'),
  pair: unpack("n%ajzm#UrpQf", '499331424441'),
};

/** Makes the field's probabilities those of being right. */
export const TEMPERATURE = 1;
