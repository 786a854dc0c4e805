import { extname } from 'node:path';
import { ScriptError } from '../lib/script-error.js';
import { kindOf, type FormatKind } from './magic.js';
import type { Reader } from './source-network.js';

export interface ReadOptions {
  /** The layers, as text or by a known name, for files that hold weights alone. */
  readonly topology?: string;
}

interface Format {
  readonly kind: FormatKind;
  /** For people. */
  readonly title: string;
  readonly extensions: readonly string[];
  /** Brought in when it is needed: each reader's libraries are large. */
  readonly reader: () => Promise<Reader<ReadOptions>>;
}

/** What can be converted. */
const FORMATS: readonly Format[] = [
  {
    kind: 'hdf5',
    title: 'Keras 1 and 2',
    extensions: ['.h5', '.hdf5'],
    reader: async () => withoutOptions((await import('./keras/index.js')).readKerasHdf5),
  },
  {
    kind: 'keras3',
    title: 'Keras 3',
    extensions: ['.keras'],
    reader: async () => withoutOptions((await import('./keras/index.js')).readKeras3),
  },
  {
    kind: 'npz',
    title: 'Chainer',
    extensions: ['.npz'],
    reader: async () => (await import('./keras/index.js')).readChainer,
  },
  {
    kind: 'onnx',
    title: 'ONNX',
    extensions: ['.onnx'],
    reader: async () => withoutOptions((await import('./onnx/index.js')).readOnnx),
  },
  {
    kind: 'json',
    title: 'TensorFlow.js',
    extensions: ['.json'],
    reader: async () => withoutOptions((await import('./tfjs/index.js')).readTensorFlowJs),
  },
];

/**
 * The reader of a file: what its first bytes say goes before its name.
 *
 * @throws ScriptError `unsupported-network`
 */
export function findReader(path: string, bytes: Uint8Array): Promise<Reader<ReadOptions>> {
  const kind = kindOf(bytes);
  const extension = extname(path).toLowerCase();
  const format =
    FORMATS.find((format) => format.kind === kind) ??
    FORMATS.find(({ extensions }) => kind === undefined && extensions.includes(extension));
  if (format) return format.reader();
  throw new ScriptError(
    'unsupported-network',
    `${path} is no file of a kind that can be converted: ${supported()}.`,
  );
}

/** For a format whose files say all there is to know. */
function withoutOptions(read: Reader): Reader<ReadOptions> {
  return (file) => read(file);
}

/** `TensorFlow.js (.json)` */
export function supported(): string {
  return FORMATS.map(({ title, extensions }) => `${title} (${extensions.join(', ')})`).join(', ');
}
