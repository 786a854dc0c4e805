import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOUNDS, parseDescriptor } from '../../src/graph/index.js';
import { functional, inputLayer, layer, refuses, sequential, type Json } from './support.js';

const dense = layer('Dense', { units: 10 });
const flatten = layer('Flatten');

/** Ids of the layers, each with what it reads. */
function edges(json: unknown): Record<string, readonly string[]> {
  const { layers } = parseDescriptor(json);
  return Object.fromEntries(layers.map(({ id, inputs }) => [id, inputs]));
}

const chain = { image: [], flatten: ['image'], dense: ['flatten'] };

test('a Sequential as TensorFlow.js and Keras write it', () => {
  const layers = [inputLayer(28, 28, 1), flatten, dense];
  const model = { class_name: 'Sequential', config: { name: 'net', layers } };
  assert.deepEqual(edges(sequential(layers)), chain);
  const exported = { model_config: model, keras_version: '2.15.0', backend: 'tensorflow' };
  assert.deepEqual(edges(sequential([], { modelTopology: exported })), chain);
  const early = { class_name: 'Sequential', config: layers };
  assert.deepEqual(edges(sequential([], { modelTopology: early })), chain);
  assert.equal(parseDescriptor(sequential(layers)).name, 'net');
  assert.equal(parseDescriptor(sequential([], { modelTopology: early })).name, '');
});

test('a Sequential may state its input at the first layer, or beside the layers', () => {
  const expected = { flatten_input: [], flatten: ['flatten_input'], dense: ['flatten'] };
  for (const key of ['batch_input_shape', 'batch_shape', 'batchInputShape']) {
    const first = layer('Flatten', { [key]: [null, 28, 28, 1] });
    assert.deepEqual(edges(sequential([first, dense])), expected);
  }
  const config = { layers: [flatten, dense], build_input_shape: [null, 28, 28, 1] };
  const json = sequential([], { modelTopology: { class_name: 'Sequential', config } });
  assert.deepEqual(edges(json), expected);
  assert.deepEqual(parseDescriptor(json).layers[0]?.config, {
    batch_input_shape: [null, 28, 28, 1],
  });
});

test('a functional model is put in order', () => {
  const json = functional(
    [[dense, ['flatten']], [flatten, ['image']], [inputLayer(28, 28, 1)]],
    'dense',
  );
  assert.deepEqual(edges(json), chain);
  assert.deepEqual(Object.keys(edges(json)), ['image', 'flatten', 'dense']);
});

test('a functional model as Keras 3 writes it', () => {
  const tensor = (name: string) => ({
    class_name: '__keras_tensor__',
    config: { shape: [null, 784], dtype: 'float32', keras_history: [name, 0, 0] },
  });
  const call = (...names: string[]) => [{ args: [names.map(tensor)], kwargs: { mask: null } }];
  const config = {
    name: 'net',
    layers: [
      { ...inputLayer(784), name: 'image', registered_name: null, inbound_nodes: [] },
      { ...dense, name: 'dense', build_config: {}, inbound_nodes: call('image') },
      { ...layer('Add'), name: 'add', inbound_nodes: call('dense', 'dense') },
    ],
    input_layers: ['image', 0, 0],
    output_layers: [['add', 0, 0]],
  };
  const json = sequential([], { modelTopology: { class_name: 'Functional', config } });
  assert.deepEqual(edges(json), { image: [], dense: ['image'], add: ['dense', 'dense'] });
});

test('a layer that is called twice is there twice, with the weights of one', () => {
  const json = functional(
    [
      [inputLayer(784)],
      [layer('Dense', { units: 784 }), ['image'], ['dense']],
      [layer('Add'), ['dense', 'dense#1']],
    ],
    'add',
  );
  const { layers } = parseDescriptor(json);
  assert.deepEqual(
    layers.map(({ id, path, inputs }) => [id, path, inputs]),
    [
      ['image', 'image', []],
      ['dense', 'dense', ['image']],
      ['dense#1', 'dense', ['dense']],
      ['add', 'add', ['dense', 'dense#1']],
    ],
  );
});

const nested = (layers: Json[]) => ({
  class_name: 'Sequential',
  config: { name: 'inner', layers },
});

test('a nested model is inlined', () => {
  const inner = nested([inputLayer(28, 28, 1), flatten]);
  const expected = {
    image: [],
    'inner/image': ['image'],
    'inner/flatten': ['inner/image'],
    dense: ['inner/flatten'],
  };
  assert.deepEqual(edges(sequential([inputLayer(28, 28, 1), inner, dense])), expected);
  for (const first of ['inner', 'inner#1']) {
    const json = functional(
      [[inputLayer(28, 28, 1)], [inner, ['image']], [dense, [first]]],
      'dense',
    );
    assert.deepEqual(edges(json), expected, `calls counted from ${first}`);
  }
});

test('a nested model may begin the network, and hold a functional one', () => {
  const deepest = functional([[inputLayer(784)], [dense, ['image']]], 'dense')['modelTopology'];
  const inner = nested([layer('Flatten', { batch_input_shape: [null, 28, 28, 1] })]);
  assert.deepEqual(edges(sequential([inner, deepest as Json])), {
    'inner/flatten_input': [],
    'inner/flatten': ['inner/flatten_input'],
    'net/image': ['inner/flatten'],
    'net/dense': ['net/image'],
  });
});

test('what is no layers-model is refused', () => {
  for (const json of [null, 3, 'x', [], {}, { modelTopology: [] }]) {
    refuses(() => parseDescriptor(json), 'descriptor-invalid');
  }
  const graphModel = { format: 'graph-model', modelTopology: { node: [] } };
  refuses(() => parseDescriptor(graphModel), 'descriptor-unsupported', 'graph-model');
  refuses(() => parseDescriptor({ modelTopology: { node: [] } }), 'descriptor-unsupported');
  const subclassed = { class_name: 'MyModel', config: {} };
  refuses(
    () => parseDescriptor({ modelTopology: subclassed }),
    'descriptor-unsupported',
    'MyModel',
  );
});

test('a layer without class or config is refused, naming its place', () => {
  for (const broken of [1, {}, { class_name: 'Flatten' }, { class_name: 3, config: {} }]) {
    const json = sequential([flatten, broken as Json]);
    refuses(() => parseDescriptor(json), 'descriptor-invalid', 'layers[1]');
  }
  refuses(() => parseDescriptor(sequential([])), 'descriptor-invalid', 'no layers');
});

test('two layers of one name are refused', () => {
  const twice = [inputLayer(784), dense, dense];
  refuses(() => parseDescriptor(sequential(twice)), 'layer-duplicate', 'dense');
});

test('a layer that reads from nowhere is refused', () => {
  const json = functional([[inputLayer(784)], [dense, ['lost']]], 'dense');
  refuses(() => parseDescriptor(json), 'graph-unknown-input', 'layer dense', 'lost');
  const output = functional([[inputLayer(784)], [dense, ['image']]], 'other');
  refuses(() => parseDescriptor(output), 'graph-unknown-input', 'output', 'other');
  for (const calls of [[], [[]]]) {
    const silent = functional([[inputLayer(784)], [dense, ...calls]], 'dense');
    refuses(() => parseDescriptor(silent), 'graph-disconnected', 'layer dense (Dense)');
  }
});

test('a layer that nothing reads is refused', () => {
  const json = functional(
    [[inputLayer(784)], [dense, ['image']], [layer('Dropout'), ['image']]],
    'dense',
  );
  refuses(() => parseDescriptor(json), 'graph-disconnected', 'dropout');
});

test('a cycle is refused', () => {
  const json = functional(
    [[inputLayer(784)], [layer('Add'), ['image', 'dense']], [dense, ['add']]],
    'dense',
  );
  refuses(() => parseDescriptor(json), 'graph-cycle');
  const self = functional([[inputLayer(784)], [nested([layer('ReLU')]), ['inner']]], 'inner');
  refuses(() => parseDescriptor(self), 'graph-cycle', 'inner');
});

test('more than one input or output is refused', () => {
  const json = functional([[inputLayer(784)], [dense, ['image']]], 'dense');
  const model = json['modelTopology'] as { config: Json };
  const withConfig = (more: Json) => ({
    ...json,
    modelTopology: { ...model, config: { ...model.config, ...more } },
  });
  const two = [
    ['image', 0, 0],
    ['dense', 0, 0],
  ];
  refuses(() => parseDescriptor(withConfig({ input_layers: two })), 'graph-inputs', 'input_layers');
  refuses(() => parseDescriptor(withConfig({ output_layers: two })), 'graph-inputs', '2');
  refuses(() => parseDescriptor(withConfig({ output_layers: [] })), 'graph-inputs', '0');
  const second = layer('InputLayer', { name: 'second' });
  const hidden = functional(
    [[inputLayer(784)], [second], [layer('Add'), ['image', 'second']]],
    'add',
  );
  refuses(() => parseDescriptor(hidden), 'graph-inputs', 'image', 'second');
  const merging = functional(
    [[inputLayer(784)], [nested([layer('ReLU')]), ['image', 'image']]],
    'inner',
  );
  refuses(() => parseDescriptor(merging), 'graph-inputs', 'inner');
});

test('references that are none are refused', () => {
  const json = functional([[inputLayer(784)], [dense, ['image']]], 'dense');
  const model = json['modelTopology'] as { config: { layers: Json[] } };
  for (const node of ['image', [[1, 0, 0]], [['image', 'x', 0]], [['image', 0, 1]], [['image']]]) {
    const layers = model.config.layers.map((json) =>
      json['class_name'] === 'Dense' ? { ...json, inbound_nodes: [node] } : json,
    );
    const topology = { ...model, config: { ...model.config, layers } };
    const broken = { ...json, modelTopology: topology };
    refuses(() => parseDescriptor(broken), 'descriptor-invalid', 'layer dense (Dense)');
  }
});

test('nesting and number of layers are bounded, also where nested models multiply', () => {
  let deep: unknown = 1;
  for (let i = 0; i < 1e5; i++) deep = [deep];
  refuses(() => parseDescriptor({ deep }), 'descriptor-too-large', String(BOUNDS.jsonDepth));
  const many = Array.from({ length: BOUNDS.layers }, (_, i) => layer('ReLU', { name: `l${i}` }));
  refuses(() => parseDescriptor(sequential([inputLayer(784), ...many])), 'network-too-large');
  let doubling: Json = nested([layer('ReLU')]);
  for (let i = 0; i < 12; i++) {
    const calls = [['image'], ['inner']];
    const model = functional([[inputLayer(784)], [doubling, ...calls]], 'inner#1');
    const { class_name, config } = model['modelTopology'] as { class_name: string; config: Json };
    doubling = { class_name, config: { ...config, name: 'inner' } };
  }
  const json = sequential([], { modelTopology: doubling });
  refuses(() => parseDescriptor(json), 'network-too-large');
});

test('names of properties of all objects are ordinary names', () => {
  const text = JSON.stringify(sequential([inputLayer(784), dense])).replaceAll(
    '"dense"',
    '"__proto__"',
  );
  assert.deepEqual(Object.keys(JSON.parse('{"__proto__": 1}')), ['__proto__']);
  const polluted = JSON.parse(text.replace('"format"', '"__proto__":{"polluted":1},"format"'));
  assert.equal(parseDescriptor(polluted).output, '__proto__');
  assert.equal(({} as Json)['polluted'], undefined);
});
