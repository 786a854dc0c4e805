import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Activation } from '../../../src/graph/index.js';
import {
  first,
  kinds,
  layer,
  planOf,
  planOfLayers,
  refuses,
  sequential,
  inputLayer,
  type Json,
} from '../support.js';

/** What stands for a layer on the bare image, where nothing can fuse it. */
function activationOf(json: Json): Activation {
  return first(planOfLayers([json], {}, 784), 'activate').activation;
}

test('functions by their Keras names', () => {
  const expected: Record<string, Activation> = {
    relu: { kind: 'relu', max: Infinity, slope: 0 },
    relu6: { kind: 'relu', max: 6, slope: 0 },
    leaky_relu: { kind: 'relu', max: Infinity, slope: 0.2 },
    elu: { kind: 'elu', alpha: 1 },
    selu: { kind: 'selu' },
    sigmoid: { kind: 'sigmoid' },
    hard_sigmoid: { kind: 'hardSigmoid', slope: 0.2, offset: 0.5 },
    tanh: { kind: 'tanh' },
    swish: { kind: 'swish' },
    silu: { kind: 'swish' },
    softplus: { kind: 'softplus' },
    softsign: { kind: 'softsign' },
  };
  for (const [name, activation] of Object.entries(expected)) {
    assert.deepEqual(activationOf(layer('Activation', { activation: name })), activation, name);
  }
});

test('layers with options of their own, and their defaults', () => {
  const relu = (max: number, slope: number) => ({ kind: 'relu', max, slope }) as const;
  assert.deepEqual(activationOf(layer('ReLU')), relu(Infinity, 0));
  assert.deepEqual(
    activationOf(layer('ReLU', { max_value: 6, negative_slope: 0.1 })),
    relu(6, 0.1),
  );
  assert.deepEqual(activationOf(layer('LeakyReLU')), relu(Infinity, 0.3));
  assert.deepEqual(activationOf(layer('LeakyReLU', { alpha: 0.25 })), relu(Infinity, 0.25));
  assert.deepEqual(activationOf(layer('LeakyReLU', { negative_slope: 0.5 })), relu(Infinity, 0.5));
  assert.deepEqual(activationOf(layer('ELU', { alpha: 2 })), { kind: 'elu', alpha: 2 });
});

test('a function written as an object', () => {
  const written = { class_name: 'LeakyReLU', config: { negative_slope: 0.5 } };
  assert.deepEqual(activationOf(layer('Activation', { activation: written })), {
    kind: 'relu',
    max: Infinity,
    slope: 0.5,
  });
});

test('Keras 3 computes another hard sigmoid', () => {
  const json = sequential([
    inputLayer(28, 28, 1),
    layer('Activation', { activation: 'hard_sigmoid' }),
    layer('Flatten'),
    layer('Dense', { units: 10, use_bias: false }),
  ]);
  const topology = { keras_version: '3.5.0', model_config: json['modelTopology'] };
  const plan = planOf({ ...json, modelTopology: topology }, { 'dense/kernel': [[784, 10], 0] });
  const { activation } = first(plan, 'activate');
  assert.deepEqual(activation, { kind: 'hardSigmoid', slope: 1 / 6, offset: 0.5 });
});

test('linear is nothing at all', () => {
  const plan = planOfLayers([layer('Activation', { activation: 'linear' })], {}, 784);
  assert.deepEqual(kinds(plan), ['reshape', 'dense']);
});

test('softmax works on the last axis, however it is written', () => {
  const softmaxes: [Json, boolean][] = [
    [layer('Softmax'), true],
    [layer('Softmax', { axis: -1 }), true],
    [layer('Softmax', { axis: 3 }), true],
    [layer('Activation', { activation: 'softmax' }), true],
    [layer('Softmax', { axis: 1 }), false],
  ];
  for (const [json, supported] of softmaxes) {
    const plan = () => planOfLayers([json], {}, 784);
    if (supported) assert.equal(kinds(plan())[0], 'softmax');
    else refuses(plan, 'layer-unsupported', 'axis');
  }
});

test('options out of range are refused', () => {
  refuses(() => activationOf(layer('ReLU', { threshold: 1 })), 'layer-unsupported', 'threshold');
  refuses(() => activationOf(layer('ReLU', { max_value: -1 })), 'layer-invalid', 'max_value');
  refuses(() => activationOf(layer('ELU', { alpha: 'a' })), 'layer-invalid', 'alpha');
  const names = [['constructor'], '__proto__', 7, { class_name: 'gelu' }];
  for (const activation of names) {
    const json = layer('Activation', { activation });
    refuses(() => activationOf(json), 'layer-unsupported', 'activation');
  }
});
