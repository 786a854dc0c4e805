import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  functional,
  inputLayer,
  kinds,
  layer,
  nth,
  planOf,
  refuses,
  shapeAt,
  type Json,
} from '../support.js';

const pool = (name: string, pool_size = 1) => layer('MaxPooling2D', { name, pool_size });
function plan(inputs: string[], pools = [pool('a'), pool('b'), pool('c')]) {
  const json = functional(
    [
      [inputLayer(28, 28, 1)],
      ...pools.map((json): [Json, string[]] => [json, ['image']]),
      [layer('Add'), inputs],
      [layer('Flatten'), ['add']],
      [layer('Dense', { units: 10, use_bias: false }), ['flatten']],
    ],
    'dense',
  );
  return planOf(json, { 'dense/kernel': [[784, 10], 0] });
}

test('three values are added two at a time', () => {
  const added = plan(['a', 'b', 'c']);
  assert.deepEqual(kinds(added), [
    'maxPool',
    'maxPool',
    'maxPool',
    'add',
    'add',
    'reshape',
    'dense',
  ]);
  const [once, twice] = [nth(added, 3, 'add'), nth(added, 4, 'add')];
  assert.deepEqual(once.inputs, [added.operations[0]?.output, added.operations[1]?.output]);
  assert.deepEqual(twice.inputs, [once.output, added.operations[2]?.output]);
  assert.deepEqual(shapeAt(added, 4), [28, 28, 1]);
});

test('a value may be added to itself', () => {
  const doubled = nth(plan(['a', 'a'], [pool('a')]), 1, 'add');
  assert.equal(doubled.inputs[0], doubled.inputs[1]);
});

test('shapes that differ are refused', () => {
  const pools = [pool('a'), pool('b', 2)];
  refuses(() => plan(['a', 'b'], pools), 'shape-mismatch', 'add (Add)', '28×28×1', '14×14×1');
});

test('one value alone is refused', () => {
  refuses(() => plan(['a'], [pool('a')]), 'layer-invalid', 'add (Add)');
});

function joined(inputs: readonly Json[], axis = -1) {
  const json = functional(
    [
      [inputLayer(784)],
      ...inputs.map((json): [Json, string[]] => [json, ['image']]),
      [
        layer('Concatenate', { axis }),
        inputs.map(({ config }) => (config as Json)['name'] as string),
      ],
      [layer('Dense', { units: 10, use_bias: false }), ['concatenate']],
    ],
    'dense',
  );
  const units = inputs.map(({ config }) => (config as Json)['units'] as number);
  const total = units.reduce((sum, count) => sum + count);
  const own = units.map((count, i) => [`d${i}/kernel`, [[784, count], i]] as const);
  return planOf(json, { 'dense/kernel': [[total, 10], 0], ...Object.fromEntries(own) });
}
const units = (...counts: number[]) =>
  counts.map((units, i) => layer('Dense', { name: `d${i}`, units, use_bias: false }));

test('values are joined by matrices of ones and zeros, and added', () => {
  const plan = joined(units(2, 3), 1);
  assert.deepEqual(kinds(plan), ['reshape', 'dense', 'dense', 'dense', 'dense', 'add', 'dense']);
  const moves = plan.operations.filter((op) => op.kind === 'dense' && op.name === 'concatenate');
  assert.deepEqual(
    moves.map((op) => op.kind === 'dense' && [...op.weights]),
    [
      [1, 0, 0, 0, 0, 0, 1, 0, 0, 0],
      [0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1],
    ],
  );
  assert.deepEqual(shapeAt(plan, 5), [1, 1, 5]);
});

test('other axes and very many channels are left to TensorFlow.js', () => {
  refuses(() => joined(units(2, 3), 2), 'layer-unsupported', 'axis is 2', '-1 or 1');
  refuses(() => joined(units(1024, 1025)), 'layer-unsupported', '2049', '2048');
});

test('images of different sizes are not joined', () => {
  const json = functional(
    [
      [inputLayer(28, 28, 1)],
      [pool('a'), ['image']],
      [pool('b', 2), ['image']],
      [layer('Concatenate'), ['a', 'b']],
    ],
    'concatenate',
  );
  refuses(() => planOf(json), 'shape-mismatch', 'concatenate', '28×28×1 and 14×14×1');
});

test('matrices that join values count as numbers of the network', () => {
  const wide = layer('Dense', { name: 'wide', units: 1024, use_bias: false });
  const names = Array.from({ length: 20 }, (_, i) => `c${i}`);
  const json = functional(
    [
      [inputLayer(784)],
      [wide, ['image']],
      ...names.map((name): [Json, string[]] => [layer('Concatenate', { name }), ['wide', 'wide']]),
      [layer('Add'), names],
    ],
    'add',
  );
  refuses(
    () => planOf(json, { 'wide/kernel': [[784, 1024], 0] }),
    'network-too-large',
    'numbers in the results up to layer c',
  );
});

test('a layer of one input that reads two is refused', () => {
  const json = functional(
    [[inputLayer(28, 28, 1)], [pool('a'), ['image']], [layer('Flatten'), ['a', 'image']]],
    'flatten',
  );
  refuses(() => planOf(json), 'layer-invalid', 'flatten (Flatten)', '2');
});
