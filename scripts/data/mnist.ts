import { join } from 'node:path';
import { checkWritable } from '../lib/files.js';
import type { Collection } from './collection.js';
import { downloadWithProgress, gzipFile } from './download.js';

/** Bytes; the largest of the four has 9.9 million. */
const LIMIT = 32 * 2 ** 20;

/** With the MD5 of what is in them. */
const FILES = {
  'train-images-idx3-ubyte.gz': '6bbc9ace898e44ae57da46a324031adb',
  'train-labels-idx1-ubyte.gz': 'a25bea736e30d166cdddb491f175f624',
  't10k-images-idx3-ubyte.gz': '2646ac647ad5339dbf082846283269ea',
  't10k-labels-idx1-ubyte.gz': '27ae3e4e09519cfbb04c329615203637',
};

const HOMES: readonly string[] = [
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
];

export const MNIST: Collection = {
  id: 'mnist',
  license: 'MNIST: LeCun, Cortes, Burges; CC BY-SA 3.0',
  async fetch({ directory, mirrors = HOMES }) {
    const target = join(directory, 'mnist');
    await checkWritable(target);
    const lines: string[] = [];
    for (const [name, md5] of Object.entries(FILES)) {
      const fetched = await downloadWithProgress(gzipFile(name, md5, LIMIT), target, mirrors);
      lines.push(`${join(target, name)}: ${fetched ? 'fetched and right' : 'there already'}`);
    }
    return lines;
  },
};
