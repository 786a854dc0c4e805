import { unzipSync } from 'fflate';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { crc32 } from 'node:zlib';
import {
  DescriptorError,
  type DescriptorErrorCode,
  type DescriptorMetadata,
} from '../../src/graph/index.js';
import { reasonOf, ScriptError } from '../lib/cli.js';
import { kilobytes } from '../lib/figures.js';
import type { NamedTensor } from '../lib/descriptor.js';
import { bad, runsAsItIs, unsupported } from './tensor.js';

/**
 * A network as a reader leaves it, whatever the file was: Keras layers as TensorFlow.js writes them,
 * channels last, 28×28×1 or 32×32×1 in and ten or eleven values out. The rest of the converter knows nothing of formats.
 */
export interface SourceNetwork {
  /** Where it comes from, for people: `Keras 2.0.6, HDF5`. */
  readonly format: string;
  readonly name: string;
  /** `{class_name, config}` of a Sequential or Functional model. */
  readonly topology: Readonly<Record<string, unknown>>;
  /** As Keras lays them out: kernels [h, w, in, out], dense kernels [in, out]. */
  readonly weights: readonly NamedTensor[];
  /** Absent where the file does not tell what its values are: then the last layer does. */
  readonly output?: 'probabilities' | 'logits';
  /** What the file itself says of these, as a descriptor converted anew does. */
  readonly metadata?: Partial<Omit<DescriptorMetadata, 'format' | 'output' | 'weights' | 'scores'>>;
  /** What was folded, dropped, turned or assumed on the way, a line each. */
  readonly notes: readonly string[];
  /**
   * What the source itself computes, independently of `topology`: the reader's own interpretation of
   * the file, or the format's own library. Never by the code that runs descriptors.
   *
   * @param images n × 784 values in the range that the network takes; n × 1024 for one of 32×32.
   * @returns the outputs of each image.
   */
  evaluate(images: Float32Array): Promise<Float32Array>;
}

/** An evaluation of many images by one of a single image of so many values. */
export function imageByImage(
  run: (image: Float64Array) => Float64Array,
  length: number,
): SourceNetwork['evaluate'] {
  return async (images) => {
    const answers: number[] = [];
    for (let start = 0; start < images.length; start += length) {
      answers.push(...run(Float64Array.from(images.subarray(start, start + length))));
    }
    return Float32Array.from(answers);
  };
}

/** A sound network, but not one that the element can run. */
const UNSUPPORTED: readonly DescriptorErrorCode[] = [
  'descriptor-unsupported',
  'layer-unknown',
  'layer-unsupported',
  'graph-inputs',
  'input-shape',
  'output-shape',
  'network-too-large',
];

/** What the small backends cannot run, and TensorFlow.js may. */
const RUN_ELSEWHERE: readonly DescriptorErrorCode[] = ['layer-unknown', 'layer-unsupported'];

/** What is wrong with the descriptor of a network that is being converted is wrong with its file. */
export function asScriptError(path: string, error: unknown): unknown {
  if (!(error instanceof DescriptorError)) return error;
  const code = UNSUPPORTED.includes(error.code) ? 'unsupported-network' : 'bad-network';
  const failure = new ScriptError(code, `${path}: ${error.message}.`, { cause: error });
  return RUN_ELSEWHERE.includes(error.code) ? runsAsItIs(failure, path) : failure;
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

export interface ReadOptions {
  /** The layers, as text or by a known name, for files that hold weights alone. */
  readonly topology?: string;
}

/** Reads one format. @throws ScriptError `bad-network` or `unsupported-network`, naming the place. */
export type Reader = (file: SourceFile, options: ReadOptions) => Promise<SourceNetwork>;

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
  const savedModel = join(path, 'saved_model.pb');
  if (existsSync(savedModel)) return openSource(savedModel);
  const bytes = await readBounded(path);
  if (bytes.length === 0) throw bad(`${path} is empty.`);
  return {
    path,
    bytes,
    async readBeside(relative) {
      if (!isAbsolute(relative) && !normalize(relative).startsWith('..')) {
        return readBounded(join(dirname(path), relative));
      }
      throw bad(
        `${path} names ${relative}, which lies outside its folder: put its files beside it.`,
      );
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
  if (facts.size <= MAX_BYTES) return readFile(path);
  throw unsupported(
    `${path} has ${kilobytes(facts.size)} where at most ${kilobytes(MAX_BYTES)} are read.`,
  );
}

/**
 * What `--topology` means: the text of a file, or a name as it is.
 *
 * @throws ScriptError `data-missing` where it is neither.
 */
export async function topologyText(option: string): Promise<string> {
  if (/^[\w-]+$/.test(option)) return option;
  try {
    return await readFile(option, 'utf8');
  } catch (error) {
    throw new ScriptError(
      'data-missing',
      `${option}, the topology, cannot be read (${reasonOf(error)}).`,
    );
  }
}

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
  const isTooLarge = () => bytes > MAX_BYTES || files > MAX_FILES;
  const unpack = () => {
    const unpacked = unzipSync(zip, {
      filter({ name, originalSize }) {
        if (!wants(name)) return false;
        bytes += originalSize;
        files += 1;
        return !isTooLarge();
      },
    });
    return {
      unpacked,
      checksums: readChecksums(Buffer.from(zip.buffer, zip.byteOffset, zip.length)),
    };
  };
  let result: ReturnType<typeof unpack>;
  try {
    result = unpack();
  } catch (error) {
    throw bad(`${path} is not a zip archive, or a damaged one (${reasonOf(error)}).`);
  }
  if (isTooLarge()) {
    throw bad(
      `${path} would unpack to more than ${MAX_BYTES} bytes or ${MAX_FILES} files, more than a digit network can have.`,
    );
  }
  for (const [name, content] of Object.entries(result.unpacked)) {
    if (crc32(content) === result.checksums.get(name)) continue;
    throw bad(`${path}, ${name} is damaged: its checksum is not the one in the archive.`);
  }
  return new Map(Object.entries(result.unpacked));
}

/** CRC-32 of each file from the central directory, which fflate does not compare. */
function readChecksums(zip: Buffer): ReadonlyMap<string, number> {
  const checksums = new Map<string, number>();
  // Only a comment of at most 64 KiB follows the end record.
  let end = zip.length - 22;
  while (zip.readUInt32LE(end) !== 0x06054b50) end--;
  let at = zip.readUInt32LE(end + 16);
  for (let entry = 0; entry < zip.readUInt16LE(end + 10); entry++) {
    const length = zip.readUInt16LE(at + 28);
    checksums.set(zip.toString('utf8', at + 46, at + 46 + length), zip.readUInt32LE(at + 16));
    at += 46 + length + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return checksums;
}

/**
 * The nodes that the last ones depend on, each after those it reads. A stack of its own goes deeper
 * than the engine's.
 *
 * @param circle makes the error for a node that depends on itself
 */
export function sortNodes<Node>(
  last: readonly Node[],
  inputsOf: (node: Node) => readonly Node[],
  circle: (node: Node) => Error,
): readonly Node[] {
  const done = new Set<Node>();
  const open = new Set<Node>();
  const stack: { readonly node?: Node; readonly inputs: Iterator<Node> }[] = [
    { inputs: last.values() },
  ];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const next = top.inputs.next();
    if (next.done === true) {
      if (top.node !== undefined) done.add(top.node);
      stack.pop();
    } else if (!done.has(next.value)) {
      if (open.has(next.value)) throw circle(next.value);
      open.add(next.value);
      stack.push({ node: next.value, inputs: inputsOf(next.value).values() });
    }
  }
  return [...done];
}
