import { DEFAULT_PREPROCESSING } from '../../../src/ink/index.js';
import type { Architecture } from '../architecture.js';
import { conv2d, dense, flatten, maxPooling2d } from '../layers.js';

/** The bundled network. 34,695 weights, 1.23 million multiply-adds. */
const architecture: Architecture = {
  description: 'Reads digits of pens, mice and fingers, and MNIST.',
  layers: [
    conv2d({ filters: 16, kernelSize: 5, strides: 2, activation: 'relu' }),
    conv2d({ filters: 24, kernelSize: 3, activation: 'relu' }),
    conv2d({ filters: 32, kernelSize: 3, activation: 'relu' }),
    conv2d({ filters: 36, kernelSize: 3, activation: 'relu' }),
    maxPooling2d({ poolSize: 2 }),
    flatten(),
    dense({ units: 40, activation: 'relu' }),
    dense({ units: 11, activation: 'softmax' }),
  ],
  preparation: DEFAULT_PREPROCESSING,
  training: {
    epochs: 120,
    batchSize: 128,
    learningRate: 0.004,
    warmup: 0.03,
    finalRate: 0.1,
    weightDecay: 0.05,
    labelSmoothing: 0.03,
    averaging: 0.9997,
    mix: {
      epochSize: 60_000,
      mnist: {
        share: 0.56,
        distortion: {
          rotation: 9,
          shear: 0.14,
          scale: 0.1,
          shift: 1.2,
          elastic: 0.45,
          thicker: 0.15,
        },
      },
      strokes: {
        share: 0.32,
        augmentation: {
          affine: { rotation: 7, slant: 0.18, aspect: 0.25 },
          proportion: 0.25,
          elastic: 0.03,
          displacement: 0.025,
          ends: 0.2,
          join: 0.08,
          break: 0.05,
          penWidth: [2, 3],
          moved: 0.5,
          shift: 1.2,
        },
      },
      unusual: { share: 0.01 },
      flagged: { share: 0.01 },
      letters: { share: 0.06 },
      nonDigits: { share: 0.04 },
    },
  },
};

export default architecture;
