import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeFloat16 } from '../../src/graph/weights.js';
import { encodeFloat16, storeTensor } from '../../scripts/lib/descriptor.js';
test('every finite float16 there is comes back as itself', () => {
  for (let bits = 0; bits < 0x10000; bits++) {
    const value = decodeFloat16(bits);
    if (Number.isFinite(value)) assert.equal(encodeFloat16(bits === 0x8000 ? -0 : value), bits);
  }
});

test('numbers between two float16 go to the nearer one, to the even one from the middle', () => {
  for (const bits of [0x0000, 0x0001, 0x03ff, 0x0400, 0x2fff, 0x3c00, 0x3bff, 0x7bfe]) {
    const [low, high] = [decodeFloat16(bits), decodeFloat16(bits + 1)];
    assert.equal(encodeFloat16(low + (high - low) * 0.49), bits);
    assert.equal(encodeFloat16(low + (high - low) * 0.51), bits + 1);
    assert.equal(encodeFloat16((low + high) / 2), bits % 2 === 0 ? bits : bits + 1);
  }
});

test('beyond the largest float16, 65,504, is infinity; not a number stays none', () => {
  assert.equal(encodeFloat16(65504), 0x7bff);
  assert.equal(encodeFloat16(1e6), 0x7c00);
  assert.equal(encodeFloat16(-Infinity), 0xfc00);
  assert.ok(Number.isNaN(decodeFloat16(encodeFloat16(NaN))));
});

test('uint8 keeps zero exact and every value within half a step', () => {
  const values = Float32Array.of(-0.3, -0.1, 0, 0.001, 0.2, 0.7);
  const { bytes, quantization } = storeTensor(values, 'uint8');
  const { scale, min } = quantization as { scale: number; min: number };
  // A range of 1.0 in 255 steps.
  assert.ok(Math.abs(scale - 1 / 255) < 1e-8);
  bytes.forEach((q, at) => {
    assert.ok(Math.abs(q * scale + min - values[at]!) <= 0.51 * scale, `${values[at]}`);
  });
  assert.equal(bytes[2]! * scale + min, 0);
});

for (const value of [0, 0.25, -2, 5]) {
  test(`a tensor that is ${value} everywhere stays so in uint8`, () => {
    const { bytes, quantization } = storeTensor(Float32Array.of(value, value, value), 'uint8');
    const { scale, min } = quantization as { scale: number; min: number };
    for (const q of bytes) assert.ok(Math.abs(q * scale + min - value) < 1e-6);
  });
}

test('unquantized values are little-endian floats', () => {
  const { bytes, quantization } = storeTensor(Float32Array.of(1, -2), 'none');
  assert.deepEqual([...bytes], [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
  assert.equal(quantization, undefined);
});

test('values that are multiples of a step stay as they are, around the level 128', () => {
  const values = Float32Array.of(-127, -3, 0, 1, 127).map((steps) => steps * 0.037);
  const { bytes, quantization } = storeTensor(values, 'uint8', 0.037);
  assert.deepEqual([...bytes], [1, 125, 128, 129, 255]);
  const { scale, min } = quantization as { scale: number; min: number };
  bytes.forEach((q, at) => assert.ok(Math.abs(q * scale + min - values[at]!) < 1e-6));
  assert.equal(128 * scale + min, 0);
});
