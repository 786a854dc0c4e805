import { unzipSync } from 'fflate';
import { extname } from 'node:path';
import { DescriptorError, type LoadedNetwork, parseDescriptor } from '../../src/graph/index.js';
import { type Facts, writeLayersModel } from '../lib/descriptor.js';
import { loadFromMemory } from './agreement.js';
import { nameForeign } from './foreign.js';
import { asScriptError, type Reader, type SourceNetwork } from './source-network.js';
import { unsupported } from './tensor.js';

type FormatKind = 'hdf5' | 'keras3' | 'npz' | 'onnx' | 'json' | 'torch' | 'safetensors';

/** What can be converted: a title for people, the extensions, and the reader. */
type Format = readonly [string, readonly string[], () => Promise<{ readonly read: Reader }>];

/** A reader is brought in when it is needed: its libraries are large. */
const FORMATS: Readonly<Record<FormatKind, Format>> = {
  hdf5: ['Keras', ['.h5', '.hdf5'], () => import('./keras/hdf5.js')],
  keras3: ['Keras 3', ['.keras'], () => import('./keras/keras3.js')],
  torch: ['PyTorch weights with --topology', ['.pt', '.pth'], () => import('./keras/torch.js')],
  safetensors: [
    'safetensors with --topology',
    ['.safetensors'],
    () => import('./keras/safetensors.js'),
  ],
  npz: ['Chainer with --topology', ['.npz'], () => import('./keras/chainer.js')],
  onnx: ['ONNX', ['.onnx'], () => import('./onnx/index.js')],
  json: ['TensorFlow.js', ['.json'], () => import('./tfjs/index.js')],
};

/** `TensorFlow.js (.json)` */
export function supported(): string {
  return Object.values(FORMATS)
    .map(([title, extensions]) => `${title} (${extensions.join(', ')})`)
    .join(', ');
}

/**
 * The reader of a file: what its first bytes say goes before its name.
 *
 * @throws ScriptError `unsupported-network`
 */
export async function findReader(path: string, bytes: Uint8Array): Promise<Reader> {
  const kind = kindOf(bytes);
  const extension = extname(path).toLowerCase();
  const foreign = kind === undefined ? nameForeign(path, bytes) : undefined;
  if (foreign !== undefined) throw unsupported(foreign);
  const byName = Object.values(FORMATS).find(([, extensions]) => extensions.includes(extension));
  const format = kind === undefined ? byName : FORMATS[kind];
  if (format) return (await format[2]()).read;
  throw unsupported(`${path} is no file of a kind that can be converted: ${supported()}.`);
}

/** How PyTorch before 1.6 began a file: a pickle of this number. */
const LEGACY_TORCH = '\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19';

/** @returns undefined where the first bytes do not tell. */
export function kindOf(bytes: Uint8Array): FormatKind | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const startsWith = (signature: string, from = 0) =>
    text.toString('latin1', from, from + signature.length) === signature;
  // It stands at 0, or at 512, 1024, 2048 … behind a user block (HDF5 format, III.A).
  for (let from = 0; from < bytes.length; from = from === 0 ? 512 : from * 2) {
    if (startsWith('\x89HDF\r\n\x1a\n', from)) return 'hdf5';
  }
  if (startsWith('PK\x03\x04')) return archiveOf(bytes);
  if (startsWith(LEGACY_TORCH)) return 'torch';
  // Behind the length of its header.
  if (startsWith('{"', 8) && text.readBigUInt64LE() < text.length) return 'safetensors';
  // A ModelProto begins with its field 1, ir_version, a small number; a SavedModel's is 1.
  if (bytes[0] === 0x08 && bytes[1]! > 1 && bytes[1]! < 0x20) return 'onnx';
  return text.toString('utf8', 0, 64).trimStart().startsWith('{') ? 'json' : undefined;
}

/** A zip archive is one of several formats, by the names in it. */
function archiveOf(bytes: Uint8Array): FormatKind {
  const names: string[] = [];
  try {
    unzipSync(bytes, { filter: ({ name }) => names.push(name) < 0 });
  } catch {
    // A damaged one: its reader says so.
  }
  if (names.some((name) => name.endsWith('data.pkl'))) return 'torch';
  return names.some((name) => name.endsWith('.npy')) ? 'npz' : 'keras3';
}

/**
 * The network as the element would load it, with its weights as they are.
 *
 * @throws ScriptError `unsupported-network`, `bad-network`, naming the layer.
 */
export async function loadSource(
  path: string,
  { topology, weights }: SourceNetwork,
  facts: Facts,
): Promise<LoadedNetwork> {
  try {
    return await loadFromMemory(writeLayersModel(topology, weights, () => 'none', facts));
  } catch (error) {
    if (!(error instanceof DescriptorError) || error.code !== 'output-shape') {
      throw asScriptError(path, error);
    }
    const { layers } = parseDescriptor({ modelTopology: topology, weightsManifest: [] });
    const last = layers.at(-1)!;
    throw asScriptError(`${path}: layer ${last.path} (${last.className})`, error);
  }
}
