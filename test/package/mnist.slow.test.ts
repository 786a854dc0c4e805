import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type * as Library from '../../src/recognizer.js';

const data = new URL('../../../shared/data/mnist/', import.meta.url);
const skip = existsSync(data) ? false : 'the MNIST files are not beside this checkout';

// Read here byte by byte rather than with the scripts' reader, which this is also a check of.
const bytesOf = (name: string, header: number) =>
  gunzipSync(readFileSync(new URL(name, data))).subarray(header);

it('models/mnist-exercise reads at least 98.8 % of the MNIST test images', { skip }, async () => {
  const { createRecognizer } = (await import(
    '../../dist/recognizer.js' as string
  )) as typeof Library;
  const pixels = bytesOf('t10k-images-idx3-ubyte.gz', 16);
  const labels = bytesOf('t10k-labels-idx1-ubyte.gz', 8);
  const images = Array.from({ length: 10_000 }, (_, i) =>
    Float32Array.from(pixels.subarray(i * 784, (i + 1) * 784), (value) => value / 255),
  );
  const model = new URL('../../models/mnist-exercise/model.json', import.meta.url);
  const recognizer = await createRecognizer({ model, backend: 'cpu' });
  const results = await recognizer.recognizeBatch(images);
  recognizer.dispose();
  const right = results.filter((result, i) => result?.digit === labels[i]).length;
  console.log(`${right} of 10,000 right`);
  assert.ok(right >= 9_880, `${right} of 10,000 right`);
});
