import { encodeFloat16 } from './float16.js';

export const QUANTIZATIONS = ['none', 'float16', 'uint8'] as const;

export type Quantization = (typeof QUANTIZATIONS)[number];

/** A tensor as a weight file holds it. */
export interface StoredTensor {
  /** Little-endian. */
  readonly bytes: Uint8Array;
  /** For the manifest of a layers-model; a value is q * scale + min. */
  readonly quantization?: {
    readonly dtype: 'float16' | 'uint8';
    readonly scale?: number;
    readonly min?: number;
  };
}

/** @param step for uint8: what the values are multiples of, at most 127; default: 256 levels fit. */
export function storeTensor(
  values: Float32Array,
  quantization: Quantization,
  step?: number,
): StoredTensor {
  switch (quantization) {
    case 'none':
      return { bytes: written(values, 4, (view, at, value) => view.setFloat32(at, value, true)) };
    case 'float16':
      return {
        bytes: written(values, 2, (view, at, value) =>
          view.setUint16(at, encodeFloat16(value), true),
        ),
        quantization: { dtype: 'float16' },
      };
    case 'uint8':
      return step === undefined ? storeUint8(values) : storeSteps(values, step);
  }
}

const STEPS_ZERO = 128;

/** 256 evenly spaced levels over the tensor's range, one of them exactly zero. */
function storeUint8(values: Float32Array): StoredTensor {
  const low = values.reduce((least, value) => Math.min(least, value), 0);
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  const scale = high > low ? (high - low) / 255 : 1;
  const zeroPoint = Math.round(-low / scale);
  const level = (value: number) =>
    Math.min(255, Math.max(0, Math.round(value / scale) + zeroPoint));
  return {
    bytes: Uint8Array.from(values, level),
    quantization: { dtype: 'uint8', scale, min: -zeroPoint * scale },
  };
}

/** Zero is the same level in all tensors, so that packers find them alike. */
function storeSteps(values: Float32Array, step: number): StoredTensor {
  return {
    bytes: Uint8Array.from(values, (value) => Math.round(value / step) + STEPS_ZERO),
    quantization: { dtype: 'uint8', scale: step, min: -STEPS_ZERO * step },
  };
}

function written(
  values: Float32Array,
  size: number,
  write: (view: DataView, offset: number, value: number) => void,
): Uint8Array {
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => write(view, index * size, value));
  return bytes;
}
