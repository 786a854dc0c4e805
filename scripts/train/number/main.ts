import { Command } from 'commander';
import {
  buildGraph,
  FEATURE_COUNTS,
  type Field,
  IS_ALL,
  probabilitiesOf,
  searchSpellings,
  temper,
  type WeightPart,
} from '../../../src/ink/lattice.js';
import { createProgress, runCommand, wholeNumber } from '../../lib/cli.js';
import { writeFileAtomically } from '../../lib/files.js';
import { createRandom } from '../../lib/random.js';
import { COMPOSITIONS, composeNumbers, MIXED } from './compose.js';
import { lossAndGradient, type Schedule, splitWeights, train, WEIGHT_COUNT } from './fit.js';
import {
  createReader,
  createTrainingLattice,
  type ReadDrawings,
  type ReadSample,
  readSamples,
} from './lattices.js';
import { type NumberSample, readNumbers } from './samples.js';

interface NumberTraining {
  readonly data: string;
  readonly out: string;
  readonly count: number;
  readonly seed: number;
}

const SCHEDULE: Schedule = { epochs: 32, batch: 32, rate: 0.01, decay: 1e-4 };

/** To the log odds of a digit alone: fields get those more often than the composed numbers are one. */
const ALONE = 1.5;

/** Numbers that the temperature is found by, composed of digits that nothing is trained on. */
const HELD_OUT = 400;

/** @throws ScriptError `data-missing`, `data-damaged`; DescriptorError */
async function trainNumbers({ data, out, count, seed }: NumberTraining): Promise<void> {
  const reader = await createReader();
  const samples = [
    ...(await composeNumbers(data, 'train', MIXED, count, seed)),
    ...(await readNumbers(data, 'train')),
  ];
  const read = await readAll('numbers', reader, samples);
  const lattices = read.flatMap((sample, index) => {
    const { label } = sample.sample;
    const anySign = createRandom('signs', seed, index).uniform() < 0.5;
    const signed = anySign || label.startsWith('-');
    return createTrainingLattice(sample, signed, anySign || label.includes('.')) ?? [];
  });
  console.log(`${lattices.length} of ${samples.length} numbers have their right grouping`);
  const weights = train(lattices, SCHEDULE, createRandom('weights', seed));
  const loss = lossAndGradient(lattices, weights, 0, new Float64Array(WEIGHT_COUNT));
  console.log(`loss ${loss.toFixed(4)} nats a number, ${WEIGHT_COUNT} weights`);
  const parts = splitWeights(weights);
  parts.digit[IS_ALL]! += ALONE;
  const field = roundField(parts);

  const held = await composeNumbers(data, 'valid', COMPOSITIONS['mixed gaps']!, HELD_OUT, seed);
  const valid = (await readNumbers(data, 'valid')).filter(({ label }) => /^\d+$/.test(label));
  const temperature = findTemperature(await readAll('valid', reader, [...held, ...valid]), field);
  console.log(`temperature ${temperature}`);
  await writeFileAtomically(out, toModule(field, temperature));
}

const CHUNK = 50;

async function readAll(
  title: string,
  reader: ReadDrawings,
  samples: readonly NumberSample[],
): Promise<ReadSample[]> {
  const progress = createProgress(title, samples.length);
  const read: ReadSample[] = [];
  for (let start = 0; start < samples.length; start += CHUNK) {
    read.push(...(await readSamples(reader, samples.slice(start, start + CHUNK))));
    progress.update(Math.min(samples.length, start + CHUNK));
    await new Promise((resolve) => setImmediate(resolve));
  }
  progress.stop();
  return read;
}

/** The temperature with the least Brier score: unlike cross-entropy, a few wrong labels do not decide it. */
function findTemperature(samples: readonly ReadSample[], field: Field): number {
  const answers = samples.flatMap(({ sample, line, candidates }) => {
    const grammar = { signed: false, decimal: false, minLength: 1, maxLength: Infinity };
    const nodes = buildGraph(candidates, 2 ** line.pieces.length - 1, grammar);
    const spellings = nodes ? searchSpellings(line, nodes, field) : [];
    const best = probabilitiesOf(spellings)[0];
    if (!best) return [];
    const [value, probability] = best;
    return [{ isRight: value === sample.label, probability }];
  });
  const temperatures = Array.from({ length: 21 }, (_, index) => (10 + index) / 20);
  const losses = temperatures.map((temperature) =>
    answers.reduce((sum, { isRight, probability }) => {
      const confidence = temper(probability, temperature);
      return sum + (Number(isRight) - confidence) ** 2;
    }, 0),
  );
  return temperatures[losses.indexOf(Math.min(...losses))]!;
}

/** Linear weights to hundredths, those of hidden units to tenths; tenths that have a character. */
function roundField(field: Record<WeightPart, number[]>): Record<WeightPart, number[]> {
  const rounded = Object.entries(field).map(([part, weights]) => [
    part,
    weights.map((weight, index) => {
      const steps = index < FEATURE_COUNTS[part as WeightPart] ? 100 : 10;
      return Math.round(steps * Math.max(-4.5, Math.min(4.5, weight))) / steps;
    }),
  ]);
  return Object.fromEntries(rounded) as Record<WeightPart, number[]>;
}

function toModule(field: Record<WeightPart, number[]>, temperature: number): string {
  const parts = Object.entries(field).map(([part, weights]) => {
    const linear = weights.slice(0, FEATURE_COUNTS[part as WeightPart]);
    const hundredths = weights.map((weight) => Math.round(100 * weight));
    const tenths = hundredths.map((weight) => Math.floor(weight / 10));
    const rest = linear.map((_, index) => hundredths[index]! - 10 * tenths[index]!);
    const codes = tenths.map((tenth) => 35 + ((tenth + 76) % 92));
    const text = JSON.stringify(String.fromCharCode(...codes));
    return `  ${part}: unpack(${text}, '${rest.join('')}'),`;
  });
  return `import type { Field } from '../ink/lattice.js';

/**
 * One character for a weight's tenths: o for 0, and so on, from # after ~; and a digit for its hundredths, or 0.
 * Small weights are small letters: gzip has short codes for those, as for all code.
 */
const unpack = (tenths: string, hundredths: string) =>
  Array.from(tenths, (code, index) => {
    const tenth = ((code.charCodeAt(0) + 27) % 92) - 46;
    return (10 * tenth + Number(hundredths[index] ?? 0)) / 100;
  });

/** Written by \`npm run train:number\`; models/number/README.md says how. */
// prettier-ignore
export const FIELD: Field = {
${parts.join('\n')}
};

/** Makes the field's probabilities those of being right. */
export const TEMPERATURE = ${temperature};
`;
}

const command = new Command('train:number')
  .description('Trains the weights that group the strokes of a number, and writes them as code.')
  .option('--data <dir>', 'holds strokes/, letters/ and numbers/', 'data')
  .option('--out <file>', 'where the weights go', 'src/recognizer/number-weights.ts')
  .option('--count <n>', 'how many numbers are composed', wholeNumber(1), 36000)
  .option('--seed <n>', 'the same seed gives the same weights', wholeNumber(0), 1)
  .action(trainNumbers);

await runCommand(command);
