import { strokesFromFlat, type Drawing } from '../../src/ink/index.js';
import { createRandom } from '../lib/random.js';
import type { Answer, BuiltRecognizer } from './built-recognizer.js';

/** A drawing that is no digit. */
export interface NonDigit {
  readonly name: string;
  readonly drawing: Drawing;
}

export interface NonDigitReading extends NonDigit {
  readonly answer: Answer | null;
}

const SCRIBBLES = 5;
const SCRIBBLE_POINTS = 200;
/** Side of the surface that they are drawn on, in CSS pixels. */
const SIDE = 200;

/** The same ones each time. A network without a class for them should be unsure of each. */
export function generateNonDigits(): NonDigit[] {
  const scribbles = Array.from({ length: SCRIBBLES }, (_, index) => index + 1);
  return [
    { name: 'dot', drawing: strokesFromFlat([[100, 100]]) },
    {
      name: 'two dots',
      drawing: strokesFromFlat([
        [100, 60],
        [100, 140],
      ]),
    },
    { name: 'horizontal line', drawing: strokesFromFlat([[20, 100, 180, 100]]) },
    {
      name: 'zigzag',
      drawing: strokesFromFlat([[20, 60, 52, 140, 84, 60, 116, 140, 148, 60, 180, 140]]),
    },
    ...scribbles.map((seed) => ({ name: `scribble ${seed}`, drawing: scribble(seed) })),
  ];
}

/** Points anywhere on the surface, joined in one stroke. */
function scribble(seed: number): Drawing {
  const random = createRandom('scribble', seed);
  const flat = Array.from({ length: 2 * SCRIBBLE_POINTS }, () => random.between(0, SIDE));
  return strokesFromFlat([flat]);
}

export async function readNonDigits(recognizer: BuiltRecognizer): Promise<NonDigitReading[]> {
  const nonDigits = generateNonDigits();
  const answers = await recognizer.recognizeBatch(nonDigits.map(({ drawing }) => drawing));
  return nonDigits.map((nonDigit, index) => ({ ...nonDigit, answer: answers[index]! }));
}
