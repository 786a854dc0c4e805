import { join } from 'node:path';
import { drawingExtent, type Drawing } from '../../src/ink/index.js';
import { type LabeledDrawing, listSources, readDrawings, type StrokePart } from './strokes.js';

/** A letter or a sign. */
export type LetterSample = LabeledDrawing<string>;

/**
 * Letters and signs that nobody would take for a digit, in any hand. Left out are those that are
 * digits in some hands, whole or in haste: O o D Q C c U u for 0; I l | i ! / \\ ( ) [ { , ' ` ^ for 1;
 * Z z ~ for 2; } for 3; Y y for 4; S s $ J j for 5; b G L < for 6; T with half its bar, ] > ? r t for 7;
 * B f for 8; g q a for 9; and a dot, which is too small for either.
 */
export const NO_DIGITS: ReadonlySet<string> = new Set('AEFHKMNPRTVWXdehkmnpvwx&#@*+="-_%:');

/**
 * The letters of `directory/letters`, sources in order; none where there is no such folder. The two
 * parts share no writer.
 */
export async function readLetters(directory: string, part: StrokePart): Promise<LetterSample[]> {
  const folder = join(directory, 'letters');
  const isLabel = (label: unknown): label is string => typeof label === 'string';
  const names = await listSources(folder, part);
  const sources = await Promise.all(
    names.map((name) =>
      readDrawings(join(folder, `${name}.${part}.ndjson`), directory, isLabel, 'a text'),
    ),
  );
  return sources.flat();
}

/** Those of {@link NO_DIGITS} that are whole: a lone line left of a letter would be a 1. */
export function withoutDigitShape(letters: readonly LetterSample[]): LetterSample[] {
  return letters.filter(
    ({ label, drawing }) => NO_DIGITS.has(label) && ('-_'.includes(label) || !isLine(drawing)),
  );
}

/** Whether a drawing is one stroke that is hardly longer than its ends are apart. */
function isLine(drawing: Drawing): boolean {
  const extent = drawingExtent(drawing);
  if (drawing.length !== 1 || !extent) return !extent;
  const stroke = drawing[0]!;
  const [first, last] = [stroke[0]!, stroke.at(-1)!];
  const length = stroke.reduce((sum, { x, y }, index) => {
    const before = stroke[Math.max(0, index - 1)]!;
    return sum + Math.hypot(x - before.x, y - before.y);
  }, 0);
  return length <= 1.2 * Math.hypot(last.x - first.x, last.y - first.y);
}
