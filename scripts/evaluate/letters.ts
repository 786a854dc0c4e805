import { NO_DIGITS, readLetters, withoutDigitShape } from '../lib/letters.js';
import { createProgress, type Table } from '../lib/cli.js';
import { grouped, percent } from '../lib/figures.js';
import type { Answer, BuiltRecognizer } from './built-recognizer.js';
import { readAll } from './readings.js';

/** Drawings of a letter or a sign, or of several, and what was read. */
export interface LetterReading {
  readonly name: string;
  readonly answers: readonly (Answer | null)[];
}

/**
 * Reads the letters of writers that no training has seen: all that look like no digit, each of them by
 * itself, and all others. None where there are no letters.
 */
export async function readLetterSources(
  recognizer: BuiltRecognizer,
  data: string,
): Promise<LetterReading[]> {
  const letters = await readLetters(data, 'valid');
  if (letters.length === 0) return [];
  const progress = createProgress('letters', letters.length);
  const answers = await readAll(
    recognizer,
    letters.map(({ drawing }) => drawing),
    (done) => progress.update(done),
  ).finally(() => progress.stop());
  const answerOf = new Map(letters.map((letter, index) => [letter, answers[index]!]));
  const reading = (name: string, some: typeof letters): LetterReading => ({
    name,
    answers: some.map((letter) => answerOf.get(letter) ?? null),
  });
  const clear = withoutDigitShape(letters);
  const names = [...new Set(clear.map(({ label }) => label))].sort();
  return [
    reading('look like no digit', clear),
    reading(
      'lookalikes of digits',
      letters.filter(({ label }) => !NO_DIGITS.has(label)),
    ),
    ...names.map((name) =>
      reading(
        name,
        clear.filter(({ label }) => label === name),
      ),
    ),
  ];
}

/** How many of the letters a field would enter as digits, at all and surely. */
export function lettersTable(readings: readonly LetterReading[]): Table {
  return {
    head: ['letters', 'drawings', 'entered', 'with 90 % or more'],
    lines: readings.map(({ name, answers }) => {
      const share = (least: number) => {
        const entered = answers.filter(
          (answer) => answer && answer.digit !== null && answer.confidence >= least,
        );
        return percent(entered.length / answers.length);
      };
      return [name, grouped(answers.length), share(0), share(0.9)];
    }),
  };
}
