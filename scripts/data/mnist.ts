import { join } from 'node:path';
import { checkWritable } from '../lib/files.js';
import { gzipFile, downloadWithProgress, type RemoteFile } from './download.js';
import type { Collection, FetchRequest } from './collection.js';
/** Bytes; the largest of the four has 9.9 million. */
const LIMIT = 32 * 2 ** 20;

const FILES: readonly RemoteFile[] = [
  gzipFile('train-images-idx3-ubyte.gz', '6bbc9ace898e44ae57da46a324031adb', LIMIT),
  gzipFile('train-labels-idx1-ubyte.gz', 'a25bea736e30d166cdddb491f175f624', LIMIT),
  gzipFile('t10k-images-idx3-ubyte.gz', '2646ac647ad5339dbf082846283269ea', LIMIT),
  gzipFile('t10k-labels-idx1-ubyte.gz', '27ae3e4e09519cfbb04c329615203637', LIMIT),
];

/** Where MNIST is at home, in the order in which they are tried. */
const HOMES: readonly string[] = [
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
];

export const MNIST: Collection = {
  id: 'mnist',
  licence: 'MNIST: LeCun, Cortes, Burges; CC BY-SA 3.0',
  async fetch({ directory, mirrors = HOMES }: FetchRequest): Promise<string[]> {
    const target = join(directory, 'mnist');
    await checkWritable(target);
    const lines: string[] = [];
    for (const file of FILES) {
      const fetched = await downloadWithProgress(file, target, mirrors);
      lines.push(`${join(target, file.name)}: ${fetched ? 'fetched and right' : 'there already'}`);
    }
    return lines;
  },
};
