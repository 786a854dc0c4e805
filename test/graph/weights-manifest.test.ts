import { test } from 'node:test';
import { BOUNDS } from '../../src/graph/index.js';
import { parseManifest } from '../../src/graph/weights.js';
import { refuses, type Json } from './support.js';

const good = { name: 'w', shape: [2], dtype: 'float32' };

function parse(...weights: Json[]) {
  return parseManifest([{ paths: ['w.bin'], weights }]);
}

test('a malformed manifest is refused', () => {
  const broken: unknown[] = [
    undefined,
    {},
    [1],
    [{ paths: 'w.bin', weights: [] }],
    [{ paths: [1], weights: [] }],
    [{ paths: [], weights: {} }],
    [{ paths: ['a'], weights: [{ shape: [1], dtype: 'float32' }] }],
    [
      { paths: ['same.bin'], weights: [] },
      { paths: ['same.bin'], weights: [] },
    ],
  ];
  for (const manifest of broken) refuses(() => parseManifest(manifest), 'weights-manifest-invalid');
});

test('negative, fractional and huge shapes are refused before memory is taken', () => {
  for (const shape of [[-1], [1.5], [NaN], ['2'], 4]) {
    refuses(() => parse({ ...good, shape }), 'weights-manifest-invalid', 'tensor w', 'shape');
  }
  const most = BOUNDS.weightElements;
  refuses(() => parse({ ...good, shape: [most, 2] }), 'network-too-large', 'tensor w');
  refuses(() => parse({ ...good, shape: Array(100).fill(most) }), 'network-too-large');
  refuses(
    () => parse({ ...good, shape: [most] }, { ...good, name: 'v', shape: [1] }),
    'network-too-large',
  );
});

test('more tensors or files than allowed are refused', () => {
  const many = Array.from({ length: BOUNDS.tensors + 1 }, (_, i) => ({ ...good, name: `w${i}` }));
  refuses(() => parse(...many), 'network-too-large');
  const paths = Array.from({ length: BOUNDS.weightFiles + 1 }, (_, i) => `${i}.bin`);
  refuses(() => parseManifest([{ paths, weights: [] }]), 'network-too-large');
});

test('types that are no weights are refused, naming the tensor', () => {
  for (const dtype of ['int32', 'uint8', 'bool', 'complex64', 'string']) {
    refuses(() => parse({ ...good, dtype }), 'weights-dtype', 'tensor w', dtype);
  }
});

test('two tensors of one name are refused, with and without the output number', () => {
  refuses(() => parse(good, good), 'weights-duplicate', 'w');
  refuses(() => parse(good, { ...good, name: 'w:0' }), 'weights-duplicate', 'w');
});

test('a quantization must be of a known type with a finite scale and minimum', () => {
  const broken = [
    { dtype: 'uint4', scale: 1, min: 0 },
    { dtype: 'uint8', min: 0 },
    { dtype: 'uint8', scale: Infinity, min: 0 },
    { dtype: 'uint16', scale: 1, min: NaN },
    { dtype: 'uint16', scale: '1', min: 0 },
  ];
  for (const quantization of broken) {
    refuses(() => parse({ ...good, quantization }), 'weights-manifest-invalid', 'quantization');
  }
});
