import { DEFAULT_PREPROCESSING } from '../../../src/ink/index.js';
import type { Architecture } from '../architecture.js';
import { conv2d, dense, dropout, flatten, maxPooling2d } from '../layers.js';
/** The network of the WebDNN exercise: 75,338 weights, 786 thousand multiply-adds. */
const architecture: Architecture = {
  description: 'The small convolutional network of the WebDNN exercise, trained on MNIST.',
  layers: [
    conv2d({ filters: 8, kernelSize: 3, activation: 'relu' }),
    conv2d({ filters: 16, kernelSize: 3, activation: 'relu' }),
    maxPooling2d({ poolSize: 2 }),
    dropout({ rate: 0.25 }),
    flatten(),
    dense({ units: 32, activation: 'relu' }),
    dense({ units: 10, activation: 'softmax' }),
  ],
  preparation: DEFAULT_PREPROCESSING,
  training: {
    epochs: 20,
    batchSize: 64,
    learningRate: 0.002,
    warmup: 0.05,
    finalRate: 0,
    weightDecay: 0,
    labelSmoothing: 0,
    averaging: 0,
    mix: {
      mnist: { share: 1, distortion: { rotation: 10, shear: 0.15, scale: 0.1, shift: 1.5 } },
    },
  },
};

export default architecture;
