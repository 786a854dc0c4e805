import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeWeights } from '../../src/graph/index.js';
import { parseManifest } from '../../src/graph/weights.js';
import { refuses, type Json } from './support.js';

function decode(weights: Json[], bytes: readonly number[]) {
  const manifest = parseManifest([{ paths: ['w.bin'], weights }]);
  return decodeWeights(manifest, [Uint8Array.from(bytes)]);
}

function valuesOf(spec: Json, bytes: readonly number[]): number[] {
  return [...(decode([{ name: 'w', ...spec }], bytes).get('w')?.values ?? [])];
}

test('float32 is read little-endian', () => {
  const spec = { shape: [2], dtype: 'float32' };
  assert.deepEqual(valuesOf(spec, [0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0]), [1, -2.5]);
});

test('float16, plain and as a quantization', () => {
  const bytes = [0x00, 0x3c, 0x00, 0xc1];
  assert.deepEqual(valuesOf({ shape: [2], dtype: 'float16' }, bytes), [1, -2.5]);
  const quantization = { dtype: 'float16', original_dtype: 'float32' };
  assert.deepEqual(valuesOf({ shape: [2], dtype: 'float32', quantization }, bytes), [1, -2.5]);
});

test('uint8 and uint16 are q * scale + min', () => {
  const of = (dtype: string) => ({
    shape: [3],
    dtype: 'float32',
    quantization: { dtype, scale: 0.5, min: -4 },
  });
  assert.deepEqual(valuesOf(of('uint8'), [0, 8, 255]), [-4, 0, 123.5]);
  assert.deepEqual(valuesOf(of('uint16'), [0, 0, 1, 0, 0xff, 0xff]), [-4, -3.5, 32763.5]);
});

test('whole numbers that were quantized are rounded back', () => {
  const quantization = { dtype: 'uint8', scale: 0.3, min: 0 };
  assert.deepEqual(valuesOf({ shape: [2], dtype: 'int32', quantization }, [3, 10]), [1, 3]);
});

test('tensors follow each other without gaps, whatever their alignment', () => {
  const weights = decode(
    [
      {
        name: 'a',
        shape: [1],
        dtype: 'float32',
        quantization: { dtype: 'uint8', scale: 1, min: 0 },
      },
      { name: 'iter', shape: [], dtype: 'int32', group: 'optimizer' },
      { name: 'rotate/seed_generator/seed_generator_state', shape: [1], dtype: 'uint32' },
      { name: 'b:0', shape: [], dtype: 'float32' },
    ],
    [7, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0x40],
  );
  assert.deepEqual([...weights.keys()], ['a', 'b']);
  assert.deepEqual(weights.get('b'), { shape: [], values: Float32Array.of(2) });
});

test('numbers that are not finite are refused, naming the tensor', () => {
  const nan = [0, 0, 0xc0, 0x7f];
  refuses(() => valuesOf({ shape: [1], dtype: 'float32' }, nan), 'weights-not-finite', 'w');
  refuses(() => valuesOf({ shape: [1], dtype: 'float16' }, [0, 0xfc]), 'weights-not-finite');
  const quantization = { dtype: 'uint8', scale: 1e38, min: 0 };
  const overflow = { shape: [1], dtype: 'float32', quantization };
  refuses(() => valuesOf(overflow, [255]), 'weights-not-finite');
});

test('a buffer that is too short or too long is refused, naming the file', () => {
  const spec = { shape: [2], dtype: 'float32' };
  refuses(() => valuesOf(spec, Array(7).fill(0)), 'weights-too-short', 'w.bin', '7', '8');
  refuses(() => valuesOf(spec, Array(9).fill(0)), 'weights-too-long', 'w.bin', '8');
});
