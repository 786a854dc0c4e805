import type { Drawing, Preparation } from '../../../src/ink/index.js';
import { createProgress } from '../../lib/progress.js';
import { createRandom } from '../../lib/random.js';
import type { BuiltRecognizer } from '../built-recognizer.js';
import { wilsonInterval } from '../interval.js';
import { readAll } from '../read-all.js';
import type { Sample } from '../samples.js';
import { variationAxes, type VariationAxis } from './axes.js';

export interface VariationPoint {
  readonly value: number;
  /** Of the digits read right, with its 95 % interval. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

export interface Variation {
  readonly axis: VariationAxis;
  /** Number of digits that each point stands for. */
  readonly count: number;
  readonly points: readonly VariationPoint[];
}

/** More digits would take minutes and move the curves by less than their interval. */
export const MOST_DIGITS = 1500;

interface WrittenDigit {
  readonly label: number;
  readonly drawing: Drawing;
}

/**
 * Reads pen strokes altered in each way in turn, with a progress bar. At most {@link MOST_DIGITS} are
 * taken, the same ones for every value and every network; wrongly labelled ones are not.
 *
 * @returns none where there are no strokes.
 */
export async function measureVariations(
  recognizer: BuiltRecognizer,
  samples: readonly Sample[],
  preparation: Preparation,
): Promise<Variation[]> {
  const digits = chooseDigits(samples);
  if (digits.length === 0) return [];
  const axes = variationAxes(preparation);
  const readings = axes.reduce((sum, { values }) => sum + values.length * digits.length, 0);
  const progress = createProgress('altered strokes', readings);
  let before = 0;
  const measurePoint = async (axis: VariationAxis, value: number): Promise<VariationPoint> => {
    const images = digits.map(({ drawing }) => axis.image(drawing, value)!);
    const answers = await readAll(recognizer, images, (done) => progress.update(before + done));
    before += digits.length;
    const right = digits.filter(({ label }, index) => answers[index]?.digit === label).length;
    const [low, high] = wilsonInterval(right, digits.length);
    return { value, share: right / digits.length, low, high };
  };
  try {
    const variations: Variation[] = [];
    for (const axis of axes) {
      const points: VariationPoint[] = [];
      for (const value of axis.values) points.push(await measurePoint(axis, value));
      variations.push({ axis, count: digits.length, points });
    }
    return variations;
  } finally {
    progress.stop();
  }
}

function chooseDigits(samples: readonly Sample[]): WrittenDigit[] {
  const digits = samples.flatMap(({ label, input, wrongLabel }) =>
    input instanceof Float32Array || wrongLabel || !input.some((stroke) => stroke.length > 0)
      ? []
      : [{ label, drawing: input }],
  );
  const order = createRandom('variations').shuffle(digits.map((_, index) => index));
  return order.slice(0, MOST_DIGITS).map((index) => digits[index]!);
}
