import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { affine } from '../gradients/affine.js';
import type { ActivationName, Layer } from './layer.js';

interface Options {
  readonly units: number;
  readonly activation?: ActivationName;
}

/** Keras' Dense, on a vector. */
export function dense({ units, activation = 'linear' }: Options): Layer {
  return {
    className: 'Dense',
    config: { units, use_bias: true },
    activation,
    selects: false,
    output: () => [units],
    weights: ([inputs]) => [
      {
        name: 'kernel',
        shape: [inputs!, units],
        // He et al. 2015 before relu, Glorot and Bengio 2010 elsewhere; both uniform.
        bound: Math.sqrt(activation === 'relu' ? 6 / inputs! : 6 / (inputs! + units)),
      },
      { name: 'bias', shape: [units], bound: 0 },
    ],
    multiplyAdds: ([inputs]) => inputs! * units,
    apply: (x, [kernel, bias], { inputGradient }) =>
      affine(x as Tensor2D, kernel as Tensor2D, bias as Tensor1D, inputGradient),
    rows: (x) => x as Tensor2D,
  };
}
