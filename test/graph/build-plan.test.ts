import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOUNDS } from '../../src/graph/index.js';
import {
  first,
  functional,
  inputLayer,
  layer,
  nth,
  planOf,
  planOfLayers,
  refuses,
  sequential,
  type Json,
  type Tensors,
} from './support.js';

const dense = (name: string, units = 10) => layer('Dense', { name, units, use_bias: false });
const network = (...layers: Json[]) => sequential([inputLayer(784), ...layers]);

test('tensors are found below the names of models, with a name twice, or exactly', () => {
  for (const name of ['out/kernel', 'model/out/kernel', 'out/out/kernel', 'a/b/out/kernel']) {
    const plan = planOf(network(dense('out')), { [name]: [[784, 10], 1] });
    assert.equal(nth(plan, 1, 'dense').weights.length, 7840, name);
  }
});

test('an exact name goes before one that ends alike', () => {
  const inner = {
    class_name: 'Sequential',
    config: { name: 'inner', layers: [dense('out', 784)] },
  };
  const plan = planOf(network(inner, dense('out')), {
    'inner/out/kernel': [[784, 784], 1],
    'out/kernel': [[784, 10], 2],
  });
  assert.equal(nth(plan, 1, 'dense').weights[0], 1);
  assert.equal(nth(plan, 2, 'dense').weights[0], 2);
});

test('a layer in a nested model may have its tensors under its own name', () => {
  const inner = { class_name: 'Sequential', config: { name: 'inner', layers: [dense('out')] } };
  const plan = planOf(network(inner), { 'out/kernel': [[784, 10], 3] });
  assert.equal(nth(plan, 1, 'dense').weights[0], 3);
});

test('a layer that is called twice shares its tensors', () => {
  const json = functional(
    [[inputLayer(784)], [dense('same', 784), ['image'], ['same']], [dense('out'), ['same#1']]],
    'out',
  );
  const plan = planOf(json, { 'same/kernel': [[784, 784], 1], 'out/kernel': [[784, 10], 1] });
  assert.deepEqual(
    plan.operations.map(({ name }) => name),
    ['image', 'same', 'same#1', 'out'],
  );
});

test('tensors that are missing, ambiguous, of another shape or left over are refused', () => {
  const good = { 'out/kernel': [[784, 10], 1] } as never;
  refuses(() => planOf(network(dense('out'))), 'weights-missing', 'out (Dense)', 'out/kernel');
  const spoilt = { 'timeout/kernel': [[784, 10], 1] } as never;
  refuses(() => planOf(network(dense('out')), spoilt), 'weights-missing', 'out/kernel');
  const two = { 'a/out/kernel': [[784, 10], 1], 'b/out/kernel': [[784, 10], 1] } as never;
  refuses(() => planOf(network(dense('out')), two), 'weights-duplicate', 'a/out/kernel');
  const turned = { 'out/kernel': [[10, 784], 1] } as never;
  refuses(() => planOf(network(dense('out')), turned), 'weights-shape', '10×784', '784×10');
  const more = { ...(good as object), 'other/kernel': [[1], 1] } as never;
  refuses(() => planOf(network(dense('out')), more), 'weights-unused', 'other/kernel');
});

test('two layers cannot have one tensor', () => {
  const inner = {
    class_name: 'Sequential',
    config: { name: 'inner', layers: [dense('out', 784)] },
  };
  const weights = { 'inner/out/kernel': [[784, 784], 1] } as never;
  refuses(() => planOf(network(inner, dense('out', 784)), weights), 'weights-missing', 'belongs');
});

test('a layer of an unknown class is refused by name', () => {
  for (const className of ['LSTM', 'Lambda', 'constructor', '__proto__', 'toString']) {
    const json = network(layer(className, { name: 'strange' }));
    refuses(() => planOf(json), 'layer-unknown', `strange (${className})`, 'Conv2D');
  }
});

test('an output other than ten classes is refused', () => {
  const nine = { 'out/kernel': [[784, 9], 1] } as never;
  refuses(() => planOf(network(dense('out', 9)), nine), 'output-shape', '9', 'ten');
  refuses(() => planOf(network()), 'output-shape', '784');
});

test('eleven outputs go with an output for what is not a digit, and with it alone', () => {
  const weights = (units: number) => ({ 'out/kernel': [[784, units], 1] }) as never;
  const json = (units: number, notADigit?: number) => ({
    ...network(dense('out', units)),
    userDefinedMetadata: { digitRecognizer: { format: 1, notADigit } },
  });
  const plan = planOf(json(11, 4), weights(11));
  assert.deepEqual(plan.values[plan.output], [1, 1, 11]);
  refuses(() => planOf(json(11), weights(11)), 'output-shape', '11', 'notADigit');
  refuses(() => planOf(json(10, 4), weights(10)), 'output-shape', 'eleven', 'notADigit is 4');
  refuses(() => planOf(json(12, 4), weights(12)), 'output-shape', '12');
});

test('ten classes may be an image of one pixel', () => {
  const layers = [
    layer('Conv2D', { filters: 10, kernel_size: 28 }),
    layer('Activation', { activation: 'softmax' }),
  ];
  const plan = planOfLayers(layers, {
    'conv2d/kernel': [[28, 28, 1, 10], 1],
    'conv2d/bias': [[10], 0],
  });
  assert.deepEqual(plan.values[plan.output], [1, 1, 10]);
  assert.equal(first(plan, 'conv2d').multiplyAdds, 7840);
});

test('an input shape behind the input is ignored, as Keras ignores it', () => {
  const weights: Tensors = { 'dense/kernel': [[784, 10], 1], 'dense/bias': [[10], 0] };
  const planWith = (shape: Json) =>
    planOfLayers([layer('Flatten'), layer('Dense', { units: 10, ...shape })], weights);
  assert.deepEqual(planWith({ batch_input_shape: [null, 28, 28, 1] }), planWith({}));
});

test('values and multiply-adds are bounded before memory is taken', () => {
  const padding = layer('ZeroPadding2D', { padding: 4000 });
  refuses(() => planOfLayers([padding], {}, 1), 'network-too-large', 'zeropadding2d');
  const layers = [
    layer('ZeroPadding2D', { padding: 1000 }),
    layer('MaxPooling2D', { pool_size: 1000, strides: 1 }),
  ];
  refuses(() => planOfLayers(layers, {}, 1029 * 1029), 'network-too-large', 'multiply-adds');
  const sums = Array.from({ length: BOUNDS.values }, () => 'image');
  const json = functional([[inputLayer(784)], [layer('Add'), sums]], 'add');
  refuses(() => planOf(json), 'network-too-large', 'add');
});
