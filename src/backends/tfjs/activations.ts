import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Activation } from '../../graph/plan.js';
import type { Kernels } from './kernels.js';

/** What a fused kernel takes: the activation it applies itself. */
export interface FusedAttributes {
  readonly activation: 'linear' | 'relu' | 'relu6' | 'elu' | 'sigmoid' | 'leakyrelu';
  readonly leakyreluAlpha?: number;
}

/** The fused form of an activation, or null where the fused kernels have none. */
export function fusedActivation(activation: Activation): FusedAttributes | null {
  switch (activation.kind) {
    case 'linear':
    case 'sigmoid':
      return { activation: activation.kind };
    case 'elu':
      return activation.alpha === 1 ? { activation: 'elu' } : null;
    case 'relu':
      if (activation.slope !== 0) {
        return activation.max === Infinity
          ? { activation: 'leakyrelu', leakyreluAlpha: activation.slope }
          : null;
      }
      if (activation.max === Infinity) return { activation: 'relu' };
      return activation.max === 6 ? { activation: 'relu6' } : null;
    default:
      return null;
  }
}

/** Applies an activation with kernels of its own. The input stays the caller's to free. */
export function activate(kernels: Kernels, x: TensorInfo, activation: Activation): TensorInfo {
  const owned: TensorInfo[] = [];
  const keep = (tensor: TensorInfo) => {
    owned.push(tensor);
    return tensor;
  };
  const scalar = (value: number) => keep(kernels.tensor(Float32Array.of(value), [1]));
  const scaled = (a: TensorInfo, factor: number) =>
    keep(kernels.call('Multiply', { a, b: scalar(factor) }));
  const plus = (a: TensorInfo, term: number) => keep(kernels.call('Add', { a, b: scalar(term) }));

  const compute = (): TensorInfo => {
    switch (activation.kind) {
      case 'linear':
        return kernels.call('Reshape', { x }, { shape: x.shape });
      case 'sigmoid':
        return kernels.call('Sigmoid', { x });
      case 'tanh':
        return kernels.call('Tanh', { x });
      case 'selu':
        return kernels.call('Selu', { x });
      case 'softplus':
        return kernels.call('Softplus', { x });
      case 'swish':
        return kernels.call('Multiply', { a: x, b: keep(kernels.call('Sigmoid', { x })) });
      case 'softsign':
        return kernels.call('RealDiv', { a: x, b: plus(keep(kernels.call('Abs', { x })), 1) });
      case 'hardSigmoid': {
        const line = plus(scaled(x, activation.slope), activation.offset);
        return kernels.call('ClipByValue', { x: line }, { clipValueMin: 0, clipValueMax: 1 });
      }
      case 'elu': {
        if (activation.alpha === 1) return kernels.call('Elu', { x });
        // relu(x) + alpha * min(elu(x), 0)
        const negative = keep(
          kernels.call('Minimum', { a: keep(kernels.call('Elu', { x })), b: scalar(0) }),
        );
        const positive = keep(kernels.call('Relu', { x }));
        return kernels.call('Add', { a: positive, b: scaled(negative, activation.alpha) });
      }
      case 'relu': {
        const { slope, max } = activation;
        if (max === Infinity) {
          return slope === 0
            ? kernels.call('Relu', { x })
            : kernels.call('LeakyRelu', { x }, { alpha: slope });
        }
        if (slope === 0) {
          return kernels.call('ClipByValue', { x }, { clipValueMin: 0, clipValueMax: max });
        }
        const leaky = keep(kernels.call('LeakyRelu', { x }, { alpha: slope }));
        return kernels.call('Minimum', { a: leaky, b: scalar(max) });
      }
    }
  };
  const result = compute();
  for (const tensor of owned) kernels.free(tensor);
  return result;
}
