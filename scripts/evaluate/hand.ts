import { createProgress, type Table } from '../lib/cli.js';
import { percent } from '../lib/figures.js';
import type { Answer, BuiltRecognizer } from './built-recognizer.js';
import { isRight, type Reading, type Sample, type SampleSource } from './readings.js';
import { calibrationBins, expectedCalibrationError } from './statistics.js';

/** What teaches a recognizer, digit after digit. */
const LESSONS = ['nothing', 'corrections', 'corrections and confirmations'] as const;

export type Lessons = (typeof LESSONS)[number];

/** As in an element: a digit that is less certain was doubted, and left standing it teaches nothing. */
const MIN_CONFIRMED = 0.8;

/** The digits of one writer in their order, each read before it teaches. */
export interface WriterReadings {
  readonly writer: string;
  readonly readings: Readonly<Record<Lessons, readonly Reading[]>>;
}

/**
 * Reads every writer's digits as though one person wrote them one by one, and corrected what was misread. Digits
 * with wrong labels are left out.
 *
 * @param recognizer which is left without a hand
 */
export async function readHands(
  recognizer: BuiltRecognizer,
  sources: readonly SampleSource[],
): Promise<WriterReadings[]> {
  const writers = samplesByWriter(sources);
  const total = [...writers.values()].reduce((sum, { length }) => sum + length, 0);
  const progress = createProgress('learning hands', LESSONS.length * total);
  const hands: WriterReadings[] = [];
  let done = 0;
  for (const [writer, samples] of writers) {
    const read = async (lessons: Lessons): Promise<Reading[]> => {
      const readings = await readWriter(recognizer, samples, lessons);
      progress.update((done += samples.length));
      return readings;
    };
    const nothing = await read('nothing');
    const corrections = await read('corrections');
    const both = await read('corrections and confirmations');
    hands.push({
      writer,
      readings: { nothing, corrections, 'corrections and confirmations': both },
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
  progress.stop();
  return hands;
}

function samplesByWriter(sources: readonly SampleSource[]): Map<string, Sample[]> {
  const writers = new Map<string, Sample[]>();
  for (const { name, samples } of sources) {
    for (const sample of samples) {
      if (sample.writer === undefined || sample.wrongLabel) continue;
      const key = `${name} ${sample.writer}`;
      writers.set(key, [...(writers.get(key) ?? []), sample]);
    }
  }
  return writers;
}

async function readWriter(
  recognizer: BuiltRecognizer,
  samples: readonly Sample[],
  lessons: Lessons,
): Promise<Reading[]> {
  recognizer.forgetHand();
  const readings: Reading[] = [];
  for (const sample of samples) {
    const { label, input } = sample;
    const [answer = null] = await recognizer.recognizeBatch([input]);
    readings.push({ sample, answer });
    if (lessons === 'nothing') continue;
    const confirmed = answer?.digit === label;
    if (confirmed && !isConfirmed(answer, lessons)) continue;
    await recognizer.learn(input, label, { confirmed });
  }
  recognizer.forgetHand();
  return readings;
}

function isConfirmed({ confidence }: Answer, lessons: Lessons): boolean {
  return lessons === 'corrections and confirmations' && confidence >= MIN_CONFIRMED;
}

function errorsOf(readings: readonly Reading[]): number {
  return readings.filter((reading) => !isRight(reading)).length;
}

function secondHalf(readings: readonly Reading[]): readonly Reading[] {
  return readings.slice(Math.floor(readings.length / 2));
}

/** Errors of all writers, by what taught. */
export function handTable(hands: readonly WriterReadings[]): Table {
  const lines = LESSONS.map((lessons) => {
    const all = hands.flatMap(({ readings }) => readings[lessons]);
    const second = hands.flatMap(({ readings }) => secondHalf(readings[lessons]));
    const worse = hands.map(
      ({ readings }) => errorsOf(readings[lessons]) - errorsOf(readings.nothing),
    );
    return [
      lessons,
      `${all.length}`,
      `${errorsOf(all)}`,
      `${errorsOf(second)}`,
      `${worse.filter((more) => more < 0).length}`,
      `${worse.filter((more) => more > 0).length}`,
      `${Math.max(0, ...worse)}`,
      percent(expectedCalibrationError(calibrationBins(all))),
    ];
  });
  const head = ['taught by', 'digits', 'errors', 'in the second half'];
  const more = ['writers better', 'worse', 'at most by', 'calibration error'];
  return { head: [...head, ...more], lines };
}

/** The last digit of each step of the curve. */
const STEPS = [10, 20, 50, 100, 200, 500];

/** Errors against how many digits a writer has written. */
export function handCurve(hands: readonly WriterReadings[]): Table {
  const lines = STEPS.map((end, index) => {
    const start = STEPS[index - 1] ?? 0;
    const within = (lessons: Lessons) =>
      hands.flatMap(({ readings }) => readings[lessons].slice(start, end));
    const count = within('nothing').length;
    const errors = LESSONS.map((lessons) => errorsOf(within(lessons)));
    const shares = errors.map((n) => (count > 0 ? `${n} (${percent(n / count)})` : '–'));
    return [`${start + 1} to ${end}`, `${count}`, ...shares];
  });
  const heads = LESSONS.map((lessons) => (lessons === 'nothing' ? 'without learning' : lessons));
  return { head: ['a writer’s digits', 'count', ...heads], lines };
}
