/** A file that is fetched, gzip as published. */
export interface RemoteFile {
  /** Below the mirror's address and in the data directory. */
  readonly name: string;
  /** Of the unpacked contents: gzip files of the same contents differ. */
  readonly md5: string;
}

/** MNIST (LeCun, Cortes, Burges; CC BY-SA 3.0). */
export const MNIST_FILES: readonly RemoteFile[] = [
  { name: 'train-images-idx3-ubyte.gz', md5: '6bbc9ace898e44ae57da46a324031adb' },
  { name: 'train-labels-idx1-ubyte.gz', md5: 'a25bea736e30d166cdddb491f175f624' },
  { name: 't10k-images-idx3-ubyte.gz', md5: '2646ac647ad5339dbf082846283269ea' },
  { name: 't10k-labels-idx1-ubyte.gz', md5: '27ae3e4e09519cfbb04c329615203637' },
];

/** Where MNIST is at home, in the order in which they are tried. */
export const MNIST_MIRRORS: readonly string[] = [
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
];
