import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import { kindOf } from '../../../scripts/convert/formats.js';

const hdf5 = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');
const behind = (offset: number) => Buffer.concat([Buffer.alloc(offset), hdf5, Buffer.alloc(99)]);

const FILES: Record<string, readonly [Uint8Array, string | undefined]> = {
  HDF5: [behind(0), 'hdf5'],
  'HDF5 behind a user block': [behind(2048), 'hdf5'],
  'HDF5 at a place where it may not be': [behind(700), undefined],
  'arrays of NumPy': [zipSync({ 'predictor/conv1/W.npy': strToU8('x') }), 'npz'],
  'an archive of Keras 3': [zipSync({ 'metadata.json': strToU8('{}') }), 'keras3'],
  'PyTorch, the data first': [
    zipSync({ 'net/data/0': strToU8('x'), 'net/data.pkl': strToU8('x') }),
    'torch',
  ],
  'PyTorch before 1.6': [
    Buffer.from('\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.', 'latin1'),
    'torch',
  ],
  safetensors: [Buffer.from('\x08\0\0\0\0\0\0\0{"a":{}}', 'latin1'), 'safetensors'],
  'a SavedModel': [Uint8Array.of(8, 1, 18, 7), undefined],
  'ONNX of version 7': [Uint8Array.of(8, 7, 18, 7), 'onnx'],
  JSON: [strToU8('\n {"modelTopology": {}}'), 'json'],
  'a picture': [Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), undefined],
  'a page': [strToU8('<!doctype html>'), undefined],
  'a cut-off archive': [Uint8Array.of(0x50, 0x4b, 3, 4), 'keras3'],
  'one byte': [Uint8Array.of(8), undefined],
};

for (const [name, [bytes, kind]] of Object.entries(FILES)) {
  test(`${name} is known by its bytes`, () => assert.equal(kindOf(bytes), kind));
}
