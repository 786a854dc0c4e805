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
  digit: unpack("rmrnnhiqfpnoefmjw{uislspuhdnppmrnlprokprqqjmrpnnqjojwwqovx|sbmpsroqtqtquaxzmqovwzumlyogpkonnotopumt{htqothjoirpolprmqrvpk^lovvmknlujnwutoqevptisckhx|[mropqqrmrkpmtukmolojuooiprmqqvpl|rojillnohkqjhgrorlkqmj#zngalolpmwoqqrtqnfmmsrmptilopolrnlhoshplnoonmqsplvvrpqjmpwltnpltwpnkpgjmlnurmtrovonrqnnqpwklmqjijmdmlopstosulmyvrooiknrliisgpqfnhrklpplqqokrjjkrrwtinqphenmfkekxsrokrinolojqklqoqponmqnjsiesrlt{tprvhlprrntnpomlemmksspjwyqp`tnnpyyrntrumtpstilmyknhon|}qnonplpnrmmjsjjwmrrptpqqwefnqhddlaljnnstrswipurqrsmphonnmonx}moktjlrsmlnsssgpvonskrlnriepnh`hk", '697687607194879850378929191855383255420616042788397344848550'),
  minus: unpack("lggcgh[dp&wzhpfn", '8369315869678020'),
  point: unpack("g\\]`^tL{3/z_zJvp", '0789603147457154'),
  nothing: unpack("lHfVQllM_ijnep", '78267836911834'),
  pair: unpack("n)`h}o#YqpGb", '040274560746'),
};

/** Makes the field's probabilities those of being right. */
export const TEMPERATURE = 1.2;
