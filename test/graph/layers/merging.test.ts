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

test('a layer of one input that reads two is refused', () => {
  const json = functional(
    [[inputLayer(28, 28, 1)], [pool('a'), ['image']], [layer('Flatten'), ['a', 'image']]],
    'flatten',
  );
  refuses(() => planOf(json), 'layer-invalid', 'flatten (Flatten)', '2');
});
