import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  gridOf,
  maxImages,
  usedSize,
  texelsPerLayer,
  unpackLayers,
} from '../../../src/backends/webgl/device.js';
import { lower } from '../../../src/backends/webgl/kernels.js';
import { LINEAR, type Shape } from '../../../src/graph/index.js';
import { type HandOperation, handPlan } from '../../support/hand-plan.js';
import { describe, it } from 'node:test';

describe('texels in a texture', () => {
  it('fit into it, near a square', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 24 }), (texels) => {
        const { shift, width, height } = gridOf(texels, 4096);
        assert.equal(width, 2 ** shift);
        assert.ok(width * height >= texels && width * (height - 1) < texels);
        assert.ok(width <= 4096 && height <= Math.max(1, width));
      }),
    );
  });

  it('fill whole rows but the last', () => {
    const grid = gridOf(100, 4096);
    assert.deepEqual(usedSize(grid, 100), { width: 16, height: 7 });
    assert.deepEqual(usedSize(grid, 3), { width: 3, height: 1 });
  });

  it('are dealt out over the layers position by position, and come back in order', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 4),
        fc.integer({ min: 1, max: 9 }),
        fc.tuple(...[3, 3, 9].map((max) => fc.integer({ min: 1, max }))),
        (layers, count, sizes) => {
          const shape = sizes as unknown as Shape;
          const [height, width, channels] = shape;
          const groups = Math.ceil(channels / 4);
          const stride = texelsPerLayer(shape, count, layers) * 4;
          const texels = new Float32Array(stride * layers).fill(-1);
          const length = height * width * count * channels;
          for (let i = 0; i < length; i++) {
            const [position, channel] = [Math.floor(i / channels), i % channels];
            const row = Math.floor(position / layers) * groups + (channel >> 2);
            texels[(position % layers) * stride + row * 4 + (channel & 3)] = i;
          }
          assert.deepEqual(
            [...unpackLayers(texels, stride, shape, count, layers)],
            Array.from({ length }, (_, i) => i),
          );
        },
      ),
    );
  });
});

describe('how many images are computed at once', () => {
  const plan = (shape: Shape) => ({ values: [[28, 28, 1] as Shape, shape], input: 0 });

  it('is a whole chunk of the recognizer for an ordinary network', () => {
    assert.ok(maxImages(plan([26, 26, 32]), 4, 4096) >= 256);
  });

  it('is bounded by 64 MiB a value, unless one image needs more', () => {
    // 2 ** 16 positions of 4 channels are a MiB.
    assert.equal(maxImages(plan([256, 256, 4]), 4, 4096), 64);
    assert.equal(maxImages(plan([4096, 4096, 1]), 4, 4096), 1);
  });

  it('is none where a single value takes more than a texture', () => {
    assert.throws(
      () => maxImages(plan([4096, 4096, 1]), 1, 2048),
      ({ code, message }: { code: string; message: string }) =>
        code === 'backend-failed' && message.includes('2048×2048'),
    );
  });
});

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
});
