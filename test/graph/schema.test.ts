import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { parseDescriptor } from '../../src/graph/index.js';
import { LOWERINGS, MERGE_LOWERINGS } from '../../src/graph/compile.js';
import { randomNetwork } from '../support/random-network.js';
import { functional, inputLayer, layer, sequential, type Json } from './support.js';

const file = new URL('../../src/graph/descriptor.schema.json', import.meta.url);
const schema = JSON.parse(readFileSync(file, 'utf8')) as {
  definitions: { layer: { properties: { class_name: { enum: string[] } } } };
};
const fits = new Ajv({ allErrors: true }).compile(schema);

function isParsed(json: unknown): boolean {
  try {
    parseDescriptor(json);
    return true;
  } catch {
    return false;
  }
}

const network = (more: Json = {}) =>
  sequential([inputLayer(784), layer('Dense', { units: 10 })], more);

const metadata = (fields: Json) =>
  network({ userDefinedMetadata: { digitRecognizer: { format: 1, ...fields } } });

const tensor = (more: Json) =>
  network({
    weightsManifest: [
      { paths: ['w.bin'], weights: [{ name: 'w', shape: [1], dtype: 'float32', ...more }] },
    ],
  });

test('networks of all kinds fit the schema', () => {
  const model = network()['modelTopology'];
  const good = [
    network(),
    network({ modelTopology: { model_config: model, keras_version: '2.15.0' } }),
    functional([[inputLayer(784)], [layer('Dense', { units: 10 }), ['image']]], 'dense'),
    metadata({ labels: [...'9876543210'], input: { range: [0, 255] }, scores: { mnist: 0.99 } }),
    metadata({ notADigit: null }),
    metadata({ input: { mean: 0.1307, deviation: 0.3081, layout: 'columns' } }),
    tensor({ quantization: { dtype: 'uint8', scale: 0.1, min: -3 } }),
    tensor({ quantization: { dtype: 'float16', original_dtype: 'float32' } }),
    ...Array.from({ length: 15 }, (_, seed) => randomNetwork(seed).json),
  ];
  for (const json of good) {
    assert.ok(isParsed(json));
    assert.ok(fits(json), JSON.stringify(fits.errors));
  }
});

test('what the schema can see wrong, the loader refuses, and the other way round', () => {
  const list = { paths: ['w.bin'], weights: [] };
  const broken = [
    null,
    [],
    {},
    network({ format: 'graph-model' }),
    network({ modelTopology: { class_name: 'Subclassed', config: {} } }),
    network({ modelTopology: { class_name: 'Sequential', config: {} } }),
    network({ modelTopology: { model_config: [] } }),
    network({ modelTopology: { class_name: 'Functional', config: { layers: [] } } }),
    sequential([{ class_name: 'Dense' }]),
    network({ weightsManifest: list }),
    network({ weightsManifest: [{ ...list, paths: [''] }] }),
    network({ userDefinedMetadata: 1 }),
    tensor({ shape: [-1] }),
    tensor({ shape: [0.5] }),
    tensor({ dtype: 'complex64' }),
    tensor({ name: undefined }),
    tensor({ quantization: { dtype: 'uint8', scale: 1 } }),
    tensor({ quantization: { dtype: 'int4', scale: 1, min: 0 } }),
    metadata({ format: 2 }),
    metadata({ input: { range: [0, 2] } }),
    metadata({ input: { foregruond: 'dark' } }),
    metadata({ preparation: { box: 40 } }),
    metadata({ preparation: { center: 'mass' } }),
    metadata({ output: 'scores' }),
    metadata({ labels: [...'0123456788'] }),
    metadata({ labels: [...'012345678'] }),
    metadata({ notADigit: 11 }),
    metadata({ notADigit: '10' }),
    metadata({ weights: [{ path: 'w.bin', bytes: 4, sha256: 'short' }] }),
    metadata({ scores: { mnist: 98.8 } }),
    metadata({ title: 5 }),
  ];
  for (const json of broken) {
    // What is undefined is not in the file.
    const read: unknown = JSON.parse(JSON.stringify(json));
    assert.ok(!isParsed(read), JSON.stringify(read));
    assert.ok(!fits(read), JSON.stringify(read));
  }
});

test('the schema lists the classes of layers that are executed, and models', () => {
  const executed = [...LOWERINGS.keys(), ...MERGE_LOWERINGS.keys()];
  const models = ['Sequential', 'Functional', 'Model'];
  const listed = schema.definitions.layer.properties.class_name.enum;
  assert.deepEqual(listed, [...executed, ...models].sort());
});
