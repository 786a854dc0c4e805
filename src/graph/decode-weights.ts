import type { TensorSpec, WeightGroup, WeightTensor } from './descriptor.js';
import { DescriptorError } from './descriptor-error.js';
import { decodeFloat16 } from './float16.js';
import { groupBytes, storedBytes } from './weights-manifest.js';

/**
 * Cuts the contents of the weight files into tensors and decodes them to float32.
 *
 * @param buffers for each group of the manifest the contents of its files, one after the other; a
 *   tensor may begin in one file and end in the next.
 * @throws DescriptorError `weights-too-short`, `weights-too-long`, `weights-not-finite`
 */
export function decodeWeights(
  manifest: readonly WeightGroup[],
  buffers: readonly Uint8Array[],
): Map<string, WeightTensor> {
  const weights = new Map<string, WeightTensor>();
  manifest.forEach((group, index) => {
    const bytes = buffers[index] ?? new Uint8Array();
    checkLength(bytes.length, groupBytes(group), group.paths.join(', '));
    let offset = 0;
    for (const tensor of group.tensors) {
      const length = storedBytes(tensor);
      if (!tensor.training) {
        const view = new DataView(bytes.buffer, bytes.byteOffset + offset, length);
        weights.set(tensor.name, { shape: tensor.shape, values: decodeTensor(tensor, view) });
      }
      offset += length;
    }
  });
  return weights;
}

/** @throws DescriptorError `weights-too-short`, `weights-too-long` */
export function checkLength(found: number, needed: number, files: string, note = ''): void {
  if (found === needed) return;
  throw new DescriptorError(
    found < needed ? 'weights-too-short' : 'weights-too-long',
    `${files}: ${found < needed ? found : 'more'} bytes where the descriptor needs ${needed}${note || '; the file is damaged or of another version'}`,
  );
}

function decodeTensor(tensor: TensorSpec, view: DataView): Float32Array {
  const read = reader(tensor, view);
  const values = new Float32Array(tensor.elements);
  for (let i = 0; i < values.length; i++) {
    values[i] = read(i);
    if (!Number.isFinite(values[i])) {
      throw new DescriptorError(
        'weights-not-finite',
        `tensor ${tensor.name}: element ${i} is ${values[i]}; the network was not saved sound`,
      );
    }
  }
  return values;
}

/** Numbers as they are stored: little-endian, whatever the machine. */
const READERS = {
  float32: (view: DataView, i: number) => view.getFloat32(i * 4, true),
  uint8: (view: DataView, i: number) => view.getUint8(i),
  uint16: (view: DataView, i: number) => view.getUint16(i * 2, true),
  float16: (view: DataView, i: number) => decodeFloat16(view.getUint16(i * 2, true)),
};

function reader({ quantization, dtype }: TensorSpec, view: DataView): (index: number) => number {
  // The manifest lets no other type pass without a quantization.
  const read = READERS[quantization?.dtype ?? (dtype as 'float32' | 'float16')];
  if (!quantization) return (i) => read(view, i);
  const { scale, min } = quantization;
  const isWhole = !dtype.startsWith('float');
  return (i) => {
    const value = read(view, i) * scale + min;
    return isWhole ? Math.round(value) : value;
  };
}
