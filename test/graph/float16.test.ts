import assert from 'node:assert/strict';
import { test } from 'node:test';
import { io } from '@tensorflow/tfjs';
import { decodeFloat16 } from '../../src/graph/weights.js';

test('numbers from the tables of IEEE 754', () => {
  const table: [number, number][] = [
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x0400, 2 ** -14],
    [0x0001, 2 ** -24],
    [0x3555, 0.333251953125],
    [0x8000, -0],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
    [0x7e00, NaN],
  ];
  for (const [bits, value] of table) assert.equal(decodeFloat16(bits), value, bits.toString(16));
});

test('all finite halves are what TensorFlow.js decodes', () => {
  const bits = Uint16Array.from({ length: 65536 }, (_, i) => i);
  const { all } = io.decodeWeights(bits.buffer, [
    { name: 'all', shape: [65536], dtype: 'float32', quantization: { dtype: 'float16' } },
  ]);
  const theirs = all?.dataSync() ?? [];
  for (const half of bits) {
    if ((half & 0x7c00) === 0x7c00) continue;
    assert.equal(decodeFloat16(half), theirs[half], half.toString(16));
  }
});
