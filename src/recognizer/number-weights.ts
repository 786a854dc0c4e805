import type { Field } from '../ink/lattice.js';

/** One character a weight: tenths, from # for -4.4 to ~ for 4.7. */
const unpack = (text: string) => Array.from(text, (code) => (code.charCodeAt(0) - 79) / 10);

/** Written by `npm run train:number`; models/number/README.md says how. */
// prettier-ignore
export const FIELD: Field = {
  digit: [0.36, -0.11, 0.37, -0.04, -0.02, -0.63, -0.54, 0.2, -0.83, 0.11, -0.01, 0.04, -0.92, -0.83, -0.11, -0.42, 0.85, 1.2, 0.63, -0.53, 0.48, -0.21, 0.42, 0.19, 0.61, -0.61, -1.09, -0.02, 0.15, 0.15, -0.17, 0.38, -0.07, -0.28, 0.15, 0.35, 0.04, -0.38, 0.1, 0.36, 0.21, 0.26, -0.5, -0.16, 0.32, 0.17, -0.02, -0.02, 0.23, -0.41, 0.07, -0.47, 0.84, 0.84, 0.28, 0.04, 0.78, 0.95, 1.35, 0.4, ...unpack("BMPSROQTQTQUAXZMQOVWZUMLYOGPKONNOTOPUMT[HTQOTHJOIRPOLPRMQRVPK>LOVVMKNLUJNWUTOQEVPTISCKHX\\;MROPQQRMRKPMTUKMOLOJUOOIPRMQQVPL\\ROJILLNOHKQJHGRORLKQMJ_ZNGALOLPMWOQQRTQNFMMSRMPTILOPOLRNLHOSHPLNOONMQSPLVVRPQJMPWLTNPLTWPNKPGJMLNURMTROVONRQNNQPWKLMQJIJMDMLOPSTOSULMYVROOIKNRLIISGPQFNHRKLPPLQQOKRJJKRRWTINQPHENMFKEKXSROKRINOLOJQKLQOQPONMQNJSIESRLT[TPRVHLPRRNTNPOMLEMMKSSPJWYQP@TNNPYYRNTRUMTPSTILMYKNHON\\]QNONPLPNRMMJSJJWMRRPTPQQWEFNQHDDLALJNNSTRSWIPURQRSMPHONNMONX]MOKTJLRSMLNSSSGPVONSKRLNRIEPNH@HK")],
  minus: [-0.22, -0.77, -0.74, -1.11, -0.77, -0.69, -1.95, -1.02, 0.16, 1.99, 0.86, 1.17, -0.62, 0.1, -0.88, -0.1],
  point: [-0.8, -1.83, -1.72, -1.41, -1.64, 0.5, -3.47, 1.21, 3.24, 2.87, 1.14, -1.55, 1.17, -3.69, 0.75, 0.14],
  nothing: [-0.23, -3.82, -0.88, -2.44, -2.93, -0.22, -0.27, -3.34, -1.51, -0.59, -0.49, -0.02, -0.97, 0.14],
  pair: [-0.1, 2.24, -1.5, -0.68, 1.47, 0.04, 1.65, -2.14, 0.2, 0.17, -3.96, -1.24],
};

/** Makes the field's probabilities those of being right. */
export const TEMPERATURE = 1.2;
