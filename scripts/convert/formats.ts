import { extname } from 'node:path';
import {
  DescriptorError,
  type DescriptorErrorCode,
  type LoadedNetwork,
} from '../../src/graph/index.js';
import { ScriptError } from '../lib/cli.js';
import { type Facts, writeLayersModel } from '../lib/descriptor.js';
import { loadFromMemory } from './agreement.js';
import { type FormatKind, kindOf, type Reader, type SourceNetwork } from './source-network.js';

interface ReadOptions {
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
    reader: async () => withoutOptions((await import('./keras-hdf5.js')).readKerasHdf5),
  },
  {
    kind: 'keras3',
    title: 'Keras 3',
    extensions: ['.keras'],
    reader: async () => withoutOptions((await import('./keras3.js')).readKeras3),
  },
  {
    kind: 'npz',
    title: 'Chainer',
    extensions: ['.npz'],
    reader: async () => (await import('./chainer.js')).readChainer,
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

/** A sound network, but not one that the widget can run. */
const UNSUPPORTED: readonly DescriptorErrorCode[] = [
  'descriptor-unsupported',
  'layer-unknown',
  'layer-unsupported',
  'graph-inputs',
  'input-shape',
  'output-shape',
  'network-too-large',
];

/**
 * The network as the widget would load it, with its weights as they are.
 *
 * @throws ScriptError `unsupported-network`, `bad-network`, naming the layer.
 */
export async function loadSource(
  path: string,
  { topology, weights }: SourceNetwork,
  facts: Facts,
): Promise<LoadedNetwork> {
  return asScriptError(path, () =>
    loadFromMemory(writeLayersModel(topology, weights, () => 'none', facts)),
  );
}

/** What is wrong with the descriptor of a network that is being converted is wrong with its file. */
export async function asScriptError<T>(path: string, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof DescriptorError)) throw error;
    const code = UNSUPPORTED.includes(error.code) ? 'unsupported-network' : 'bad-network';
    throw new ScriptError(code, `${path}: ${error.message}.`, { cause: error });
  }
}
