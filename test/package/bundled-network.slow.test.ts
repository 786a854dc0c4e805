import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { imageAt, readMnist } from '../../scripts/lib/dataset.js';
import {
  listStrokeSources,
  readStrokes,
  readWrongLabels,
  wrongLabelsOf,
} from '../../scripts/lib/strokes.js';
import type * as Library from '../../src/recognizer.js';

const { createRecognizer } = (await import('../../dist/recognizer.js' as string)) as typeof Library;

const DATA = fileURLToPath(new URL('../../../shared/data', import.meta.url));
const skip = !existsSync(DATA) && 'the data sets are not beside this checkout';

let recognizer: Awaited<ReturnType<typeof createRecognizer>>;
before(async () => {
  recognizer = await createRecognizer({ backend: 'cpu' });
});
after(() => recognizer.dispose());

interface Answer {
  readonly right: boolean;
  readonly confidence: number;
}

async function read(
  inputs: Parameters<typeof recognizer.recognizeBatch>[0],
  labels: ArrayLike<number>,
): Promise<Answer[]> {
  const results = await recognizer.recognizeBatch(inputs);
  return results.map((result, at) => {
    assert.ok(result);
    return { right: result.digit === labels[at], confidence: result.confidence };
  });
}

/** The valid strokes of a source, less those whose label is known to be wrong. */
async function readSource(source: string): Promise<Answer[]> {
  const samples = await readStrokes(DATA, source, 'valid');
  const wrong = wrongLabelsOf(await readWrongLabels(), source, 'valid', samples);
  const kept = samples.filter(({ line }) => !wrong.has(line));
  return read(
    kept.map(({ drawing }) => drawing),
    kept.map(({ label }) => label),
  );
}

function percentRight(answers: readonly Answer[]): number {
  return (100 * answers.filter(({ right }) => right).length) / answers.length;
}

/** By bins of a fifteenth: how far confidence is from the share read right, weighted by size. */
function calibrationError(answers: readonly Answer[]): number {
  const gaps = new Array<number>(15).fill(0);
  for (const { right, confidence } of answers) {
    gaps[Math.min(14, Math.floor(confidence * 15))]! += confidence - Number(right);
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / answers.length;
}

describe('the bundled network', () => {
  it('is lighter than a picture', () => {
    const weights = readFileSync(new URL('../../models/pen/group1-shard1of1.bin', import.meta.url));
    assert.ok(weights.length <= 40_000, `${weights.length} bytes`);
    const packed = gzipSync(weights, { level: 9 }).length;
    assert.ok(packed <= 16_000, `${packed} bytes gzipped`);
  });

  it('reads MNIST’s test images', { skip }, async () => {
    const test = await readMnist(DATA, 'test');
    const images = Array.from(test.labels, (_, index) => imageAt(test, index));
    const right = percentRight(await read(images, test.labels));
    assert.ok(right >= 99.5, `${right} %`);
  });

  it(
    'reads pens of writers it has not seen, every collection’s, and knows how sure it may be',
    {
      skip,
    },
    async () => {
      const all: Answer[] = [];
      for (const source of await listStrokeSources(DATA, 'valid')) {
        const answers = await readSource(source);
        assert.ok(percentRight(answers) >= 98, `${source}: ${percentRight(answers)} %`);
        all.push(...answers);
      }
      assert.ok(percentRight(all) >= 99.5, `${percentRight(all)} %`);
      assert.ok(calibrationError(all) <= 0.01, `calibration error ${calibrationError(all)}`);
    },
  );
});
