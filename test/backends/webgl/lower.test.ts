import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lower } from '../../../src/backends/webgl/kernels.js';
import { LINEAR, type Shape } from '../../../src/graph/index.js';
import { handPlan, type HandOperation } from '../../support/hand-plan.js';

const dense = (input: number, inputs: number): HandOperation => ({
  kind: 'dense',
  input,
  weights: new Float32Array(inputs * 10),
  bias: new Float32Array(10),
  activation: LINEAR,
});
const flatten: HandOperation = { kind: 'reshape', input: 0 };
const image: Shape = [28, 28, 1];
const vector: Shape = [1, 1, 784];
const ten: Shape = [1, 1, 10];

describe('a plan for WebGL', () => {
  it('reads an image as it is where a dense layer follows its flattening', () => {
    const { operations } = lower(handPlan([image, vector, ten], [flatten, dense(1, 784)]));
    assert.deepEqual(
      operations.map(({ kind }) => kind),
      ['conv2d'],
    );
    const [convolution] = operations;
    assert.ok(convolution?.kind === 'conv2d');
    assert.equal(convolution.input, 0);
    assert.deepEqual(convolution.window, [28, 28]);
  });

  it('keeps a flattening that something else reads', () => {
    const sum: HandOperation = { kind: 'add', inputs: [1, 1], activation: LINEAR };
    const { operations } = lower(
      handPlan([image, vector, vector, ten], [flatten, sum, dense(2, 784)]),
    );
    assert.deepEqual(
      operations.map(({ kind }) => kind),
      ['reshape', 'add', 'conv2d'],
    );
  });

  it('ends with the logits, and says that their softmax is still to be taken', () => {
    const softmax: HandOperation = { kind: 'softmax', input: 2 };
    const plan = handPlan([image, vector, ten, ten], [flatten, dense(1, 784), softmax]);
    const { operations, output, softmaxAfter } = lower(plan);
    assert.equal(operations.length, 1);
    assert.equal(output, 2);
    assert.equal(softmaxAfter, true);
  });
});
