import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { IMAGE_LENGTH, IMAGE_SIDE } from '../../src/ink/drawing.js';
import type { Network } from './network.js';

/** A tensor's values, and the tensor is gone. A copy: wasm's own is memory that is used again. */
export async function takeValues(tensor: Tensor): Promise<Float32Array> {
  const data = Float32Array.from(await tensor.data());
  tensor.dispose();
  return data;
}

/** @param images n × 784 values. @returns [n, 28, 28, 1] */
export function imageTensor(images: Float32Array): Tensor {
  return tensor(images, [images.length / IMAGE_LENGTH, IMAGE_SIDE, IMAGE_SIDE, 1]);
}

/** @param weights in the order of `network.weightSpecs`. */
export function weightTensors(network: Network, weights: readonly Float32Array[]): Tensor[] {
  return network.weightSpecs.map(({ shape }, index) => tensor(weights[index]!, [...shape]));
}
