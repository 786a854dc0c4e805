import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createProgress, type Table } from '../lib/cli.js';
import { percent } from '../lib/figures.js';
import { COMPOSITIONS, composeNumbers } from '../train/number/compose.js';
import { type NumberSample, readNumbers } from '../train/number/samples.js';
import type { BuiltRecognizer, NumberAnswer } from './built-recognizer.js';
import type { SampleSource } from './readings.js';

/** A number and what was read. */
export interface NumberReading {
  readonly sample: NumberSample;
  readonly answer: NumberAnswer | null;
}

export interface NumberSource {
  readonly name: string;
  readonly readings: readonly NumberReading[];
}

interface NumberSamples {
  readonly name: string;
  readonly samples: readonly NumberSample[];
  readonly signed: boolean;
  readonly decimal: boolean;
}

/** Numbers composed of each kind. */
const COMPOSED = 400;

/** Of data that was not trained on: single digits, numbers of people, and composed ones, where there are any. */
export async function readNumberSources(
  recognizer: BuiltRecognizer,
  data: string,
  strokes: readonly SampleSource[],
): Promise<NumberSource[]> {
  const sources: NumberSource[] = [];
  for (const { name, samples, signed, decimal } of await numberSamples(data, strokes)) {
    const progress = createProgress(name, samples.length);
    const readings: NumberReading[] = [];
    for (const sample of samples) {
      const answer = await recognizer.recognizeNumber(sample.drawing, { signed, decimal });
      readings.push({ sample, answer });
      progress.update(readings.length);
      if (readings.length % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    progress.stop();
    if (readings.length > 0) sources.push({ name, readings });
  }
  return sources;
}

async function numberSamples(
  data: string,
  strokes: readonly SampleSource[],
): Promise<NumberSamples[]> {
  const digits = strokes.flatMap(({ samples }) =>
    samples.flatMap(({ label, input }) =>
      input instanceof Float32Array
        ? []
        : [{ label: String(label), drawing: input, owners: input.map((s) => s.map(() => 0)) }],
    ),
  );
  const whole = { signed: false, decimal: false };
  const sources: NumberSamples[] = [{ name: 'single digits', samples: digits, ...whole }];
  if (!existsSync(join(data, 'numbers'))) return sources;
  const written = await readNumbers(data, 'valid');
  const isLong = ({ label }: NumberSample) => /^\d{2,6}$/.test(label);
  const isWhole = ({ label }: NumberSample) => /^\d+$/.test(label);
  sources.push(
    { name: 'of people, 2 to 6 digits', samples: written.filter(isLong), ...whole },
    {
      name: 'of people, with signs',
      samples: written.filter((sample) => !isWhole(sample)),
      signed: true,
      decimal: true,
    },
  );
  for (const [name, how] of Object.entries(COMPOSITIONS)) {
    sources.push({
      name: `composed, ${name}`,
      samples: await composeNumbers(data, 'valid', how, COMPOSED, 1),
      signed: how.minus > 0,
      decimal: how.point > 0,
    });
  }
  return sources;
}

export function isExact({ sample, answer }: NumberReading): boolean {
  return answer?.value === sample.label;
}

/** Whether each character has its own strokes. */
export function isGrouped({ sample, answer }: NumberReading): boolean {
  const { owners, label } = sample;
  if (!answer || answer.digits.length !== label.length) return false;
  return answer.digits.every(({ strokes }, character) => {
    const own = owners?.flatMap((points, stroke) => (points.includes(character) ? [stroke] : []));
    return !own || own.join() === strokes.join();
  });
}

/** From here on an answer counts as sure. */
const SURE = 0.9;

/** How many numbers of each source are read, in all and by their length. */
export function numbersTable(sources: readonly NumberSource[]): Table {
  const lengths = [1, 2, 3, 4, 5, 6];
  const lines = sources.map(({ name, readings }) => {
    const { exact, grouped, amongFirst, sure, sureRight, byLength } = tallyNumbers(readings);
    const share = (part: number, all: number) => (all > 0 ? percent(part / all) : '–');
    const shares = [exact, grouped, amongFirst, sure].map((part) => share(part, readings.length));
    const ofLength = lengths.map((length) => {
      const tally = byLength.find((other) => other.length === length);
      return tally ? share(tally.exact, tally.count) : '–';
    });
    return [name, `${readings.length}`, ...shares, share(sureRight, sure), ...ofLength];
  });
  const heads = ['exact', 'grouped', 'in first 3', 'sure', 'of them right'];
  const ofLengths = lengths.map((length) => (length > 1 ? `${length} digits` : '1 digit'));
  return { head: ['numbers', 'count', ...heads, ...ofLengths], lines };
}

interface NumberTally {
  readonly exact: number;
  readonly grouped: number;
  /** The right value is the first, the second or the third. */
  readonly amongFirst: number;
  readonly sure: number;
  readonly sureRight: number;
  readonly byLength: readonly {
    readonly length: number;
    readonly exact: number;
    readonly count: number;
  }[];
}

export function tallyNumbers(readings: readonly NumberReading[]): NumberTally {
  const count = (holds: (reading: NumberReading) => boolean) => readings.filter(holds).length;
  const isSure = ({ answer }: NumberReading) => (answer?.confidence ?? 0) >= SURE;
  const lengthOf = ({ sample }: NumberReading) => sample.label.replace(/\D/g, '').length;
  const lengths = [...new Set(readings.map(lengthOf))].sort((one, other) => one - other);
  return {
    exact: count(isExact),
    grouped: count(isGrouped),
    amongFirst: count(
      (reading) =>
        isExact(reading) ||
        (reading.answer?.alternatives ?? [])
          .slice(0, 2)
          .some(({ value }) => value === reading.sample.label),
    ),
    sure: count(isSure),
    sureRight: count((reading) => isSure(reading) && isExact(reading)),
    byLength: lengths.map((length) => ({
      length,
      exact: count((reading) => lengthOf(reading) === length && isExact(reading)),
      count: count((reading) => lengthOf(reading) === length),
    })),
  };
}
