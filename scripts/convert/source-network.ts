import { unzipSync } from 'fflate';
import { open, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { crc32 } from 'node:zlib';
import type { DescriptorMetadata } from '../../src/graph/index.js';
import { reasonOf, ScriptError } from '../lib/cli.js';
import { kilobytes } from '../lib/figures.js';
import type { NamedTensor } from '../lib/descriptor.js';
import { badNetwork } from './layers/source-layer.js';

/** A weight as Keras lays it out: kernels [h, w, in, out], dense kernels [in, out]. */
export type SourceWeight = NamedTensor;

/**
 * A network as a reader leaves it, whatever the file was: Keras layers as TensorFlow.js writes them,
 * channels last, 28×28×1 in and ten values out. The rest of the converter knows nothing of formats.
 */
export interface SourceNetwork {
  /** Where it comes from, for people: `Keras 2.0.6, HDF5`. */
  readonly format: string;
  readonly name: string;
  /** `{class_name, config}` of a Sequential or Functional model. */
  readonly topology: Readonly<Record<string, unknown>>;
  readonly weights: readonly SourceWeight[];
  /** Absent where the file does not tell what its ten values are: then the last layer does. */
  readonly output?: 'probabilities' | 'logits';
  /** What the file itself says of these, as a descriptor converted anew does. */
  readonly metadata?: Partial<Omit<DescriptorMetadata, 'format' | 'output' | 'weights' | 'scores'>>;
  /** What was folded, dropped, turned or assumed on the way, a line each. */
  readonly notes: readonly string[];
  /**
   * What the source itself computes, independently of `topology`: the reader's own interpretation of
   * the file, or the format's own library. Never by the code that runs descriptors.
   *
   * @param images n × 784 values in the range that the network takes.
   * @returns n × 10 values.
   */
  evaluate(images: Float32Array): Promise<Float32Array>;
}

/** A file to convert, whole: readers do not touch the disk. */
export interface SourceFile {
  /** As the person gave it. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /**
   * Another file that belongs to it, by a path relative to it: shards of a `model.json`.
   *
   * @throws ScriptError `data-missing`
   */
  readBeside(path: string): Promise<Uint8Array>;
}

/** Reads one format. @throws ScriptError `bad-network` or `unsupported-network`, naming the place. */
export type Reader<Options = void> = (file: SourceFile, options: Options) => Promise<SourceNetwork>;

/**
 * A network's weights may take 64 MiB; a file may hold them with an optimizer's state of two more
 * numbers for each, and topologies that are long.
 */
const MAX_BYTES = 256 * 2 ** 20;

/**
 * Reads a file to convert.
 *
 * @throws ScriptError `data-missing`, `bad-network` for an empty one, `unsupported-network` for one
 *   that is too large to be a digit network, before it is read.
 */
export async function openSource(path: string): Promise<SourceFile> {
  const bytes = await readBounded(path);
  if (bytes.length === 0) throw new ScriptError('bad-network', `${path} is empty.`);
  return {
    path,
    bytes,
    readBeside(relative) {
      if (isAbsolute(relative) || normalize(relative).startsWith('..')) {
        throw new ScriptError(
          'bad-network',
          `${path} names ${relative}, which lies outside its folder: put its files beside it.`,
        );
      }
      return readBounded(join(dirname(path), relative));
    },
  };
}

async function readBounded(path: string): Promise<Uint8Array> {
  const facts = await stat(path).catch((error: unknown) => {
    throw new ScriptError('data-missing', `${path} cannot be read (${reasonOf(error)}).`);
  });
  if (!facts.isFile()) {
    throw new ScriptError('data-missing', `${path} is not a file: name the network's own file.`);
  }
  if (facts.size > MAX_BYTES) {
    throw new ScriptError(
      'unsupported-network',
      `${path} has ${kilobytes(facts.size)} where at most ${kilobytes(MAX_BYTES)} are read.`,
    );
  }
  const handle = await open(path);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** What kind of file it is, by its contents. */
export type FormatKind = 'hdf5' | 'keras3' | 'npz' | 'onnx' | 'json';

const HDF5 = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const ZIP = [0x50, 0x4b, 0x03, 0x04];

/** @returns undefined where the first bytes do not tell. */
export function kindOf(bytes: Uint8Array): FormatKind | undefined {
  if (isHdf5(bytes)) return 'hdf5';
  if (startsWith(bytes, ZIP)) return firstMember(bytes).endsWith('.npy') ? 'npz' : 'keras3';
  // A ModelProto begins with its field 1, ir_version, a small number.
  if (bytes[0] === 0x08 && bytes[1]! > 0 && bytes[1]! < 0x20) return 'onnx';
  const start = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart();
  return start.startsWith('{') ? 'json' : undefined;
}

/** The signature stands at 0, or at 512, 1024, 2048 … behind a user block (HDF5 format, III.A). */
function isHdf5(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at = at === 0 ? 512 : at * 2) {
    if (startsWith(bytes.subarray(at), HDF5)) return true;
  }
  return false;
}

/** Name in the first local header of a zip archive. */
function firstMember(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 30 ? 0 : view.getUint16(26, true);
  return new TextDecoder().decode(bytes.subarray(30, 30 + length));
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/** Bytes of all unpacked files together; a digit network has a hundredth of it. */
const LIMIT = 256 * 2 ** 20;
const MAX_FILES = 4096;

/**
 * Unpacks what is wanted of a zip archive.
 *
 * @param wants by the name of a file; the others are not unpacked.
 * @throws ScriptError `bad-network` if it is damaged, or would unpack to more than it can have.
 */
export function unpackZip(
  zip: Uint8Array,
  path: string,
  wants: (name: string) => boolean,
): ReadonlyMap<string, Uint8Array> {
  let bytes = 0;
  let files = 0;
  const isTooLarge = () => bytes > LIMIT || files > MAX_FILES;
  let unpacked: Readonly<Record<string, Uint8Array>>;
  let checksums: ReadonlyMap<string, number>;
  try {
    unpacked = unzipSync(zip, {
      filter({ name, originalSize }) {
        if (!wants(name)) return false;
        bytes += originalSize;
        files += 1;
        return !isTooLarge();
      },
    });
    checksums = readChecksums(zip);
  } catch (error) {
    throw badNetwork(`${path} is not a zip archive, or a damaged one (${reasonOf(error)})`);
  }
  if (isTooLarge()) {
    throw badNetwork(
      `${path} would unpack to more than ${LIMIT} bytes or ${MAX_FILES} files, more than a digit network can have`,
    );
  }
  for (const [name, content] of Object.entries(unpacked)) {
    if (crc32(content) !== checksums.get(name)) {
      throw badNetwork(`${path}, ${name} is damaged: its checksum is not the one in the archive`);
    }
  }
  return new Map(Object.entries(unpacked));
}

/** CRC-32 of each file from the central directory, which fflate does not compare. */
function readChecksums(zip: Uint8Array): ReadonlyMap<string, number> {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.length);
  const checksums = new Map<string, number>();
  const end = findEnd(view);
  const entries = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  for (let entry = 0; entry < entries; entry++) {
    const [name, extra, comment] = [28, 30, 32].map((field) =>
      view.getUint16(at + field, true),
    ) as [number, number, number];
    const text = new TextDecoder().decode(zip.subarray(at + 46, at + 46 + name));
    checksums.set(text, view.getUint32(at + 16, true));
    at += 46 + name + extra + comment;
  }
  return checksums;
}

/** Of the end record, which only a comment of at most 64 KiB follows. */
function findEnd(view: DataView): number {
  let at = view.byteLength - 22;
  while (view.getUint32(at, true) !== 0x06054b50) at--;
  return at;
}
