import { zipSync } from 'fflate';
import { Random } from '../../support/random.js';

export interface NamedArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Random numbers, the same for the same seed. */
export function array(seed: number, shape: readonly number[], low = -0.3, high = 0.3): NamedArray {
  const random = new Random(seed);
  const length = shape.reduce((a, b) => a * b, 1);
  return { shape, values: Float32Array.from({ length }, () => random.uniform(low, high)) };
}

/** A file of `chainer.serializers.save_npz`: a zip archive of `.npy` files, by the names of links. */
export function npzFile(arrays: Readonly<Record<string, NamedArray>>): Uint8Array {
  const files = Object.entries(arrays).map(([name, { shape, values }]) => {
    const sizes = shape.map((size) => `${size},`).join(' ');
    const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${sizes}), }`;
    const header = Buffer.from(`${text.padEnd(117)}\n`, 'latin1');
    const mark = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
    const length = Buffer.from(Uint16Array.of(header.length).buffer);
    return [`${name}.npy`, Buffer.concat([mark, length, header, bytesOf(values)])] as const;
  });
  return zipSync(Object.fromEntries(files));
}

export function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
