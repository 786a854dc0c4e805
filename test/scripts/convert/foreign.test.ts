import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { findReader } from '../../../scripts/convert/formats.js';
import { openSource } from '../../../scripts/convert/source-network.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { assertRefused } from './support.js';

/** Files as people have them: what they are, by name or first bytes, and the way on. */
const FILES: Readonly<Record<string, readonly [start: string, ...says: RegExp[]]>> = {
  'model.h5': [
    'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a',
    /Git LFS pointer/,
    /git lfs pull/,
  ],
  'model.onnx': ['\n<!DOCTYPE html>\n<html lang="en">', /a web page/, /"raw"/],
  'page.keras': ['<html>', /a web page/],
  'model.tflite': ['\x1c\0\0\0TFL3\x14\0', /TensorFlow Lite/, /tf2onnx.convert --tflite/],
  'saved_model.pb': ['\x08\x01\x12\xc9\x0b', /SavedModel/, /--saved-model/],
  'renamed.onnx': ['\x08\x01\x12\xc9\x0b', /SavedModel/],
  'frozen_graph.pb': ['\n\x2f\n\x07input_1', /frozen graph/, /--graphdef/],
  'model.ckpt.data-00000-of-00001': ['\0\0\0\0', /checkpoint/, /model\.save/],
  'lenet.caffemodel': ['\n\x05LeNet', /Caffe/, /ONNX/],
  'lenet.prototxt': ['name: "LeNet"', /Caffe/],
  'model.tar.gz': ['\x1f\x8b\x08', /compressed/, /Unpack/],
  'svm.pkl': ['\x80\x04\x95\x12', /pickle of Python/, /ONNX/],
};

for (const [name, [start, ...says]] of Object.entries(FILES)) {
  test(`${name} is told for what it is`, () =>
    assertRefused(
      findReader(name, Buffer.from(start, 'latin1')),
      'unsupported-network',
      name,
      ...says,
    ));
}

test('the folder of a SavedModel is told for what it is', async (context) => {
  const folder = join(await temporaryDirectory(context), 'saved');
  await mkdir(folder);
  await writeFile(join(folder, 'saved_model.pb'), '\x08\x01\x12');
  const { path, bytes } = await openSource(folder);
  await assertRefused(findReader(path, bytes), 'unsupported-network', /SavedModel/);
});
