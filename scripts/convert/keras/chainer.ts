import { BOUNDS } from '../../../src/graph/index.js';
import { type Reader, unpackZip } from '../source-network.js';
import {
  bad,
  bytesOf,
  decodeNumbers,
  elementsOf,
  type NumberType,
  type Tensor,
  transpose,
} from '../tensor.js';
import { type Arrays, BUILT_IN_NAMES, type Framework, readWithTopology } from './topology.js';

const CHAINER: Framework = {
  name: 'Chainer',
  keras: '2',
  separator: '/',
  parameters: {
    kernel: 'W',
    depthwise_kernel: 'W',
    bias: 'b',
    moving_mean: 'avg_mean',
    moving_variance: 'avg_var',
  },
  defaults: {
    BatchNormalization: { epsilon: 2e-5 },
    LeakyReLU: { alpha: 0.2 },
    MaxPooling2D: { cover_all: true },
  },
  isGrouped: false,
};

/**
 * Reads the weights that `chainer.serializers.save_npz` wrote of a network or of a whole trainer, and
 * puts them into the layers that the topology names.
 */
export const read: Reader = async ({ path, bytes }, { topology }) => {
  const { arrays, hadTrainer } = readNpz(bytes, path);
  const notes = hadTrainer ? ['Dropped the state of the trainer and of its optimizer.'] : [];
  const advice = `Give its layers with --topology: a JSON file, or ${BUILT_IN_NAMES}.`;
  return readWithTopology(CHAINER, arrays, topology, {
    path,
    format: 'Chainer, NPZ',
    notes,
    advice,
  });
};

/** In front of the arrays of the network, where a whole trainer was saved. */
const TRAINER = /^updater\/model:main\//;

/** A zip archive of `.npy` files, whose names are those of the links. */
function readNpz(bytes: Uint8Array, path: string): { arrays: Arrays; hadTrainer: boolean } {
  const files = [...unpackZip(bytes, path, (name) => name.endsWith('.npy'))];
  const hadTrainer = files.some(([file]) => TRAINER.test(file));
  const arrays = new Map<string, Tensor>();
  for (const [file, content] of files) {
    if (hadTrainer && !TRAINER.test(file)) continue;
    const name = file.replace(TRAINER, '').replace(/\.npy$/, '');
    arrays.set(name.replace(/^\//, ''), readNpy(content, `${path}, ${name}`));
  }
  if (arrays.size === 0) throw bad(`${path} has no arrays in it.`);
  return { arrays, hadTrainer };
}

const TYPES: readonly string[] = ['f2', 'f4', 'f8', 'i1', 'i4', 'i8'] satisfies NumberType[];

/**
 * Reads a `.npy` file of numbers, versions 1 to 3 of
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * @param where for messages
 * @throws ScriptError `bad-network`
 */
function readNpy(content: Uint8Array, where: string): Tensor {
  const file = Buffer.from(content.buffer, content.byteOffset, content.length);
  if (file.length < 12 || file.toString('latin1', 0, 6) !== '\x93NUMPY') {
    throw bad(`${where} is no array of NumPy: it does not start with its mark.`);
  }
  const start = file[6] === 1 ? 10 + file.readUInt16LE(8) : 12 + file.readUInt32LE(8);
  if (start > file.length) throw bad(`${where} breaks off in its header.`);
  const header = file.toString('latin1', 10, start);
  const [, endian, type = ''] = /'descr':\s*'(.)([^']*)'/.exec(header) ?? [];
  const [, fortran] = /'fortran_order':\s*(True|False)/.exec(header) ?? [];
  const [, sizes] = /'shape':\s*\(([\d,\s]*)\)/.exec(header) ?? [];
  if (fortran === undefined || sizes === undefined || !TYPES.includes(type)) {
    throw bad(
      `${where} is an array of type ${endian ? endian + type : 'unknown'} where ${TYPES.join(', ')} are supported.`,
    );
  }
  const shape = sizes.match(/\d+/g)?.map(Number) ?? [];
  const elements = elementsOf(shape);
  if (elements > BOUNDS.weightElements) {
    throw bad(`${where} has ${elements} numbers where ${BOUNDS.weightElements} are allowed.`);
  }
  const needed = elements * bytesOf(type as NumberType);
  if (file.length - start !== needed) {
    throw bad(
      `${where} breaks off: ${file.length - start} bytes of numbers where ${needed} are needed.`,
    );
  }
  const values = decodeNumbers(file.subarray(start), type as NumberType, endian !== '>');
  if (fortran === 'False') return { shape, values };
  const backwards = [...shape.keys()].reverse();
  return transpose({ shape: [...shape].reverse(), values }, backwards);
}
