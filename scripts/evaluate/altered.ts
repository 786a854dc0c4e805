import { drawingExtent, type Drawing } from '../../src/ink/index.js';
import { createProgress, type Table } from '../lib/cli.js';
import { grouped, percent } from '../lib/figures.js';
import { createRandom, type Random } from '../lib/random.js';
import { sampleInTime } from '../train/augmentation/augment-drawing.js';
import { mapPoints, normalize } from '../train/augmentation/stroke-shape.js';
import type { BuiltRecognizer } from './built-recognizer.js';
import { readAll, type Sample } from './readings.js';
import { chooseDigits, rotate } from './variations.js';

/** Digits that were altered in one way: how many there are, and how many are read right. */
export interface AlteredTally {
  readonly name: string;
  readonly count: number;
  readonly right: number;
}

/** @param drawing normalized. */
type Alteration = (drawing: Drawing, random: Random) => Drawing;

const ALTERATIONS: Readonly<Record<string, Alteration>> = {
  'as drawn': (drawing) => drawing,
  ...Object.fromEntries(
    [6, 8, 10].map((points): [string, Alteration] => [
      `${points} points`,
      (drawing, random) => sampleInTime(drawing, points, random),
    ]),
  ),
  'a dot elsewhere': (drawing, random) => withStray(drawing, random, 0),
  'a tick elsewhere': (drawing, random) => withStray(drawing, random, 0.04),
  ...Object.fromEntries(
    [-30, -15, 15, 30].map((degrees): [string, Alteration] => [
      `turned by ${degrees}°`,
      (drawing) => rotate(drawing, degrees),
    ]),
  ),
};

/** Longer side of a digit beside stray ink, and its distance from that, in sides of the surface. */
const SMALL = 0.3;
const APART = 0.08;

/** A digit on a part of a surface of side 1, and a straight stroke of some length outside of its box. */
function withStray(drawing: Drawing, random: Random, length: number): Drawing {
  const x = random.between(SMALL / 2, 1 - SMALL / 2);
  const y = random.between(SMALL / 2, 1 - SMALL / 2);
  const digit = mapPoints(drawing, (dx, dy) => ({
    x: x + SMALL * dx,
    y: y + SMALL * dy,
  }));
  const { left, right, top, bottom } = drawingExtent(digit)!;
  const angle = random.between(0, 2 * Math.PI);
  let [strayX, strayY] = [random.uniform(), random.uniform()];
  const inside = () =>
    strayX > left - APART &&
    strayX < right + APART &&
    strayY > top - APART &&
    strayY < bottom + APART;
  while (inside()) [strayX, strayY] = [random.uniform(), random.uniform()];
  const end = { x: strayX + length * Math.cos(angle), y: strayY + length * Math.sin(angle) };
  return [...digit, length > 0 ? [{ x: strayX, y: strayY }, end] : [{ x: strayX, y: strayY }]];
}

/** Reads the same pen strokes as `measureVariations`, altered; as strokes, so that all the recognizer does counts. */
export async function readAltered(
  recognizer: BuiltRecognizer,
  samples: readonly Sample[],
): Promise<AlteredTally[]> {
  const digits = chooseDigits(samples);
  if (digits.length === 0) return [];
  const names = Object.keys(ALTERATIONS);
  const progress = createProgress('altered as strokes', names.length * digits.length);
  const tallies: AlteredTally[] = [];
  try {
    for (const [name, alter] of Object.entries(ALTERATIONS)) {
      const drawings = digits.map(({ drawing }, index) =>
        // Of a size that screens have; it matters for what is tiny.
        mapPoints(alter(normalize(drawing), createRandom(name, index)), (x, y) => ({
          x: 300 * x,
          y: 300 * y,
        })),
      );
      const before = tallies.length * digits.length;
      const answers = await readAll(recognizer, drawings, (done) => progress.update(before + done));
      const right = digits.filter(({ label }, index) => answers[index]?.digit === label).length;
      tallies.push({ name, count: digits.length, right });
    }
  } finally {
    progress.stop();
  }
  return tallies;
}

export function alteredTable(tallies: readonly AlteredTally[]): Table {
  return {
    head: ['altered', 'digits', 'right'],
    lines: tallies.map(({ name, count, right }) => [name, grouped(count), percent(right / count)]),
  };
}
