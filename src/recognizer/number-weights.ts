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
  digit: unpack("yksseflkkmoq]fsp(urcnmtivfdssskrpimwmkxpjjjl#pnugwolrkiontyqmxxwq]kqxskqontslp#zuuoqtsqrmcintfmrmqrpmunuyqolmmrwnimooqorrodpqorpxoi'bonogmnmnilppoqnustotmn{tedkonjmrluqxkifpknpljlpsphrplmpppqmonmoqzxomojrssplrkilnojrqnuflkvelnqnqyxqqzfamilrpqmeogwptnmjpmxqpmlpwup(splprpnqpppmdlonpwpmoh}ny}qwpmprilqoqcumsppngqndqmmmkxl}{pormqhss^hjmoyporsmmohjpphrspkemofythjjuspmrinkpvsqloloonsmnrmtmnmkkpqldml$dsqpmwrjmgklrrnn{rrkrlznm]doqkrronpnrqruwlonmsslnfklfnmrdsxmmry{s#nmonuomql{tiqqsqfklpuxm\\ilkhrmtxummllulnkunqtumllpnlutnjgtsmioztr~mvomsqonlujwjlvsim$psjrvhjkfqnlnowrrrrmqnrwqrophmontpuworqnqmomqt", '94322212603586776985158761586922355243642855217528419983087527604'),
  minus: unpack("dmmjmdVno$w}lmek", '4901973791474105'),
  point: unpack("cZ\\_]rDz91ya(Mvp", '6855979550286109'),
  speck: unpack("mHgWSpfNeehshk", '79039479163216'),
  pair: unpack("r)Zktq&SxrBe", '450303114805'),
};

/** Makes the field's probabilities those of being right. */
export const TEMPERATURE = 0.9;
