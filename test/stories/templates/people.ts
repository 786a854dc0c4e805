import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readStrokes, type StrokeSample } from '../../../scripts/lib/strokes.js';
import type { Point } from '../../../src/ink/index.js';

const DATA = fileURLToPath(new URL('../../../../shared/data', import.meta.url));

/** Why tests with the handwriting of people are skipped; false where it is there. */
export const PEOPLE = existsSync(DATA) ? false : 'the handwriting of people is not here';

/** Digits of writers whom the network has not seen. */
export function digitsOfPeople(): Promise<StrokeSample[]> {
  return readStrokes(DATA, 'pendigits-tra', 'valid');
}

/** Writes numbers in the digits of one of them, 60 high and 65 apart. */
export async function handOfOne(): Promise<(text: string) => readonly (readonly Point[])[]> {
  const samples = await digitsOfPeople();
  const { writer } = samples[0]!;
  const own = samples.filter((sample) => sample.writer === writer);
  return (text) =>
    [...text].flatMap((character, index) => {
      const digits = own.filter(({ label }) => String(label) === character);
      const { drawing } = digits[index % digits.length]!;
      const xs = drawing.flat().map(({ x }) => x);
      const ys = drawing.flat().map(({ y }) => y);
      const [left, top] = [Math.min(...xs), Math.min(...ys)];
      const scale = 60 / Math.max(1, Math.max(...ys) - top);
      return drawing.map((stroke) =>
        stroke.map(({ x, y }) => ({
          x: 30 + index * 65 + (x - left) * scale,
          y: 20 + (y - top) * scale,
        })),
      );
    });
}
