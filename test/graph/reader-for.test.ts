import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { buildPlan } from '../../src/graph/build-plan.js';
import { COMMON_READER } from '../../src/graph/common-reader.js';
import { FULL_READER } from '../../src/graph/full-reader.js';
import { DescriptorError } from '../../src/graph/index.js';
import { parseDescriptor } from '../../src/graph/parse-descriptor.js';
import { readerFor } from '../../src/graph/reader-for.js';
import type { Reader } from '../../src/graph/reader.js';
import { mutate, strange } from './mutate.js';
import { functional, inputLayer, layer, sequential, tensors, type Json } from './support.js';

const common = sequential([
  layer('Conv2D', {
    filters: 2,
    kernel_size: 3,
    padding: 'same',
    activation: 'relu',
    batch_input_shape: [null, 28, 28, 1],
  }),
  layer('MaxPooling2D', { pool_size: [4, 4] }),
  layer('Activation', { activation: 'relu' }),
  layer('Dropout', { rate: 0.5 }),
  layer('Flatten'),
  layer('Dense', { units: 10, activation: 'softmax' }),
]);

const weights = tensors({
  'conv2d/kernel': [[3, 3, 1, 2], 0.5, -1, 0.25],
  'conv2d/bias': [[2], 1],
  'dense/kernel': [[98, 10], 1, 2, 3],
  'dense/bias': [[10], -1],
});

/** The plan, or how the descriptor is refused. */
function outcome(json: unknown, reader: Reader): unknown {
  try {
    return buildPlan(parseDescriptor(json, reader), weights, reader);
  } catch (error) {
    if (!(error instanceof DescriptorError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

test('a Sequential of common layers needs no more code', async () => {
  assert.equal(await readerFor(common), COMMON_READER);
  const exported = { model_config: common['modelTopology'] };
  assert.equal(await readerFor({ modelTopology: exported }), COMMON_READER);
  assert.notEqual(typeof outcome(common, COMMON_READER), 'string');
});

test('for every other network the code that reads it is fetched', async () => {
  const others: unknown[] = [
    functional([[inputLayer(28, 28, 1)], [layer('Flatten'), ['image']]], 'flatten'),
    sequential([layer('BatchNormalization')]),
    sequential([layer('Sequential', { layers: [] })]),
    sequential([layer('Dense', { units: 10, activation: 'tanh' })]),
    sequential([layer('Dense', { units: 10, activation: { class_name: 'ReLU', config: {} } })]),
    { modelTopology: { class_name: 'Sequential', config: [layer('Flatten')] } },
    { modelTopology: { ...(common['modelTopology'] as Json), model_config: { layers: [] } } },
    null,
  ];
  for (const json of others) assert.equal(await readerFor(json), FULL_READER);
});

test('whatever is wrong with a common network, both readers say the same of it', async () => {
  const mutation = fc.tuple(fc.array(fc.nat(50), { minLength: 3, maxLength: 8 }), strange);
  let compared = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 2 }), async (mutations) => {
      const json = mutations.reduce<unknown>(
        (value, [way, replacement]) => mutate(value, way, replacement),
        common,
      );
      if ((await readerFor(json)) !== COMMON_READER) return;
      const found = outcome(json, COMMON_READER);
      assert.deepEqual(found, outcome(json, FULL_READER));
      compared++;
      if (typeof found === 'string') refused++;
    }),
    { numRuns: 2000, seed: 3 },
  );
  assert.ok(compared > 300 && refused > 100, `${compared} compared, ${refused} refused`);
});
