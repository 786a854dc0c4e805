import type { Architecture } from '../architecture.js';
import { conv2d, dense, dropout, flatten } from '../layers.js';
import mnistExercise from './mnist-exercise.js';

/**
 * The exercise's variant in Chainer: no pooling, and a last layer that gives logits, to which the
 * descriptor adds the softmax. 296,522 weights, 1.0 million multiply-adds.
 */
const architecture: Architecture = {
  ...mnistExercise,
  description: 'The WebDNN exercise without pooling, as its Chainer variant, trained on MNIST.',
  layers: [
    conv2d({ filters: 8, kernelSize: 3, activation: 'relu' }),
    conv2d({ filters: 16, kernelSize: 3, activation: 'relu' }),
    dropout({ rate: 0.25 }),
    flatten(),
    dense({ units: 32, activation: 'relu' }),
    dense({ units: 10 }),
  ],
};

export default architecture;
