import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAgreement } from '../../../scripts/convert/agreement.js';
import type { SourceNetwork } from '../../../scripts/convert/source-network.js';

/** A source that answers the same ten values to every image. */
function answering(values: Float32Array): SourceNetwork {
  return {
    ...{ format: 'test', name: 'test', topology: {}, weights: [], notes: [] },
    evaluate: async () => values,
  };
}

const images = new Float32Array(784);
const row = (...values: number[]) => Float32Array.from({ length: 10 }, (_, at) => values[at] ?? 0);
const check = (source: Float32Array, converted: Float32Array) =>
  checkAgreement(answering(source), images, converted);

test('1e-5 apart is taken for the same, twice that is not', async () => {
  assert.match(await check(row(0.5), row(0.500009)), /same numbers .* to 9\.\de-6$/);
  await assert.rejects(check(row(0.5), row(0.50002)), { code: 'output-differs' });
});

test('logits are compared by their size', async () => {
  assert.match(await check(row(4000), row(4000.03)), /to 3\.\de-2 in outputs of up to 4\.0e\+3$/);
  await assert.rejects(check(row(4000), row(4000.06)), { code: 'output-differs' });
});

test('what is no number, or of another count, is never the same', async () => {
  for (const converted of [row(NaN), row(Infinity), new Float32Array(9)]) {
    await assert.rejects(check(row(0.5), converted), { code: 'output-differs' });
    await assert.rejects(check(converted, row(0.5)), { code: 'output-differs' });
  }
  await assert.rejects(check(row(Infinity), row(Infinity)), { code: 'output-differs' });
});
