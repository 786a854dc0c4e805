import {
  isChannelsFirst,
  type KernelLayout,
  type SourceLayer,
  type SourceTensor,
} from '../layers/source-layer.js';
import type { Hdf5Array } from './hdf5-file.js';

/** What wrote a file, as far as the layout of its kernels depends on it. */
export interface KerasWriter {
  readonly version: string;
  /** `tensorflow`, `theano`…; empty where the file does not say. */
  readonly backend: string;
}

/**
 * Says how a weight of a Keras file is laid out, by the rules of Keras's own conversion
 * (`preprocess_weights_for_loading`): Keras 1 kept the kernels of channels-first layers as
 * [out, in, h, w]; Theano convolves where the others correlate, so its kernels are turned by 180°.
 */
export function layOut(
  array: Hdf5Array,
  layer: SourceLayer,
  parameter: string,
  { version, backend }: KerasWriter,
): SourceTensor {
  const isMatrix = layer.className === 'Dense' && parameter === 'kernel';
  const isKernel = !isMatrix && parameter.endsWith('kernel');
  const isKeras1 = parseInt(version, 10) === 1;
  let layout: KernelLayout = isMatrix ? 'IO' : 'vector';
  if (isKernel) layout = isKeras1 && isChannelsFirst(layer) ? 'OIHW' : 'HWIO';
  const flipped = backend === 'theano' && layer.className === 'Conv2D' && isKernel;
  return { ...array, layout, flipped };
}
