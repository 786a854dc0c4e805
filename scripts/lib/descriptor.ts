import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import {
  decodeWeights,
  type DescriptorMetadata,
  loadDescriptor,
  type LoadedNetwork,
  type Operation,
  parseDescriptor,
  type Plan,
  type Shape,
} from '../../src/graph/index.js';
import { countWeights } from '../../src/graph/compile.js';
import { ScriptError, type Table } from './cli.js';
import { grouped } from './figures.js';
import { fileFetch, replaceFiles } from './files.js';

/** The nearest number of IEEE 754 binary16, ties to even; what is too large becomes infinite. */
export function encodeFloat16(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  // Below 2^-14 numbers are 2^-24 apart; above, 1,024 of them lie between two powers of two.
  const exponent = Math.max(-14, Math.min(16, Math.floor(Math.log2(size))));
  const spacing = 2 ** (exponent - 10);
  const steps = roundToEven(size / spacing);
  // Steps that reach the next power of two carry into the exponent by themselves.
  const bits = (exponent + 14) * 1024 + steps;
  return sign | Math.min(bits, 0x7c00);
}

function roundToEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

export const QUANTIZATIONS = ['none', 'float16', 'uint8'] as const;

export type Quantization = (typeof QUANTIZATIONS)[number];

/** A tensor as a weight file holds it. */
export interface StoredTensor {
  /** Little-endian. */
  readonly bytes: Uint8Array;
  /** For the manifest of a layers-model; a value is q * scale + min. */
  readonly quantization?: {
    readonly dtype: 'float16' | 'uint8';
    readonly scale?: number;
    readonly min?: number;
  };
}

/** @param step for uint8: what the values are multiples of, at most 127; default: 256 levels fit. */
export function storeTensor(
  values: Float32Array,
  quantization: Quantization,
  step?: number,
): StoredTensor {
  switch (quantization) {
    case 'none':
      return { bytes: written(values, 4, (view, at, value) => view.setFloat32(at, value, true)) };
    case 'float16':
      return {
        bytes: written(values, 2, (view, at, value) =>
          view.setUint16(at, encodeFloat16(value), true),
        ),
        quantization: { dtype: 'float16' },
      };
    case 'uint8':
      return step === undefined ? storeUint8(values) : storeSteps(values, step);
  }
}

const STEPS_ZERO = 128;

/** 256 evenly spaced levels over the tensor's range, one of them exactly zero. */
function storeUint8(values: Float32Array): StoredTensor {
  const low = values.reduce((least, value) => Math.min(least, value), 0);
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  const scale = high > low ? (high - low) / 255 : 1;
  const zeroPoint = Math.round(-low / scale);
  const level = (value: number) =>
    Math.min(255, Math.max(0, Math.round(value / scale) + zeroPoint));
  return {
    bytes: Uint8Array.from(values, level),
    quantization: { dtype: 'uint8', scale, min: -zeroPoint * scale },
  };
}

/** Zero is the same level in all tensors, so that packers find them alike. */
function storeSteps(values: Float32Array, step: number): StoredTensor {
  return {
    bytes: Uint8Array.from(values, (value) => Math.round(value / step) + STEPS_ZERO),
    quantization: { dtype: 'uint8', scale: step, min: -STEPS_ZERO * step },
  };
}

function written(
  values: Float32Array,
  size: number,
  write: (view: DataView, offset: number, value: number) => void,
): Uint8Array {
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => write(view, index * size, value));
  return bytes;
}

export const DESCRIPTOR_FILE = 'model.json';
export const WEIGHTS_FILE = 'group1-shard1of1.bin';

/** A layers-model: the contents of its two files. */
export interface DescriptorFiles {
  readonly json: string;
  readonly weights: Uint8Array;
}

export interface NamedTensor {
  /** `LAYER/WEIGHT`, as in a layers-model's manifest. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Row by row, the last axis fastest. */
  readonly values: Float32Array;
  /** What the values are multiples of, where they were rounded; see `storeTensor`. */
  readonly step?: number | undefined;
}

/** All metadata but what follows from the files. */
export type Facts = Omit<DescriptorMetadata, 'format' | 'weights'>;

/**
 * Writes a network down as a TensorFlow.js layers-model with one weight file.
 *
 * @param topology what stands under `modelTopology`.
 * @param quantizationOf how a tensor is stored.
 */
export function writeLayersModel(
  topology: object,
  tensors: readonly NamedTensor[],
  quantizationOf: (tensor: NamedTensor) => Quantization,
  { input, output, labels, ...more }: Facts,
): DescriptorFiles {
  const stored = tensors.map((tensor) =>
    storeTensor(tensor.values, quantizationOf(tensor), tensor.step),
  );
  const weights = Buffer.concat(stored.map(({ bytes }) => bytes));
  const sha256 = createHash('sha256').update(weights).digest('hex');
  const metadata: DescriptorMetadata = {
    format: 1,
    input,
    output,
    labels,
    weights: [{ path: WEIGHTS_FILE, bytes: weights.length, sha256 }],
    ...more,
  };
  const manifest = tensors.map(({ name, shape }, index) => {
    const { quantization } = stored[index]!;
    return { name, shape, dtype: 'float32', ...(quantization && { quantization }) };
  });
  const descriptor = {
    format: 'layers-model',
    generatedBy: 'digit-recognizer',
    convertedBy: null,
    modelTopology: topology,
    weightsManifest: [{ paths: [WEIGHTS_FILE], weights: manifest }],
    userDefinedMetadata: { digitRecognizer: metadata },
  };
  return { json: `${JSON.stringify(descriptor)}\n`, weights };
}

/** The weights that whoever loads the descriptor gets: rounded, where they are quantized. */
export function decodedWeights({ json, weights }: DescriptorFiles): Float32Array[] {
  const { manifest } = parseDescriptor(JSON.parse(json));
  return [...decodeWeights(manifest, [weights]).values()].map(({ values }) => values);
}

/**
 * Writes the two files to `directory`. They are loaded back first, as the element would load them,
 * and compared; only then do they take the place of what was there.
 *
 * @param check what else must hold of the network that was loaded back; throws where it does not.
 * @throws ScriptError `output-unwritable`, `output-differs`; DescriptorError
 */
export async function exportDescriptor(
  directory: string,
  files: DescriptorFiles,
  check?: (written: LoadedNetwork) => Promise<void>,
): Promise<void> {
  await replaceFiles(directory, DESCRIPTOR_FILE, async (temporary) => {
    const descriptorPath = join(temporary, DESCRIPTOR_FILE);
    const weightsPath = join(temporary, WEIGHTS_FILE);
    await writeFile(weightsPath, files.weights);
    await writeFile(descriptorPath, files.json);

    const loaded = await loadDescriptor(pathToFileURL(descriptorPath).href, { fetch: fileFetch });
    const written = {
      json: await readFile(descriptorPath, 'utf8'),
      weights: await readFile(weightsPath),
    };
    if (!isDeepStrictEqual(decodedWeights(written), decodedWeights(files))) {
      throw new ScriptError(
        'output-differs',
        `What was written to ${temporary} is not what is read from it: check the disk.`,
      );
    }
    await check?.(loaded);
    return [WEIGHTS_FILE, DESCRIPTOR_FILE];
  });
}

/** A row of a table of the network. */
export interface PlanRow {
  /** The name of the operation's layer. */
  readonly name: string;
  readonly kind: Operation['kind'];
  /** Shape of the output: [height, width, channels]. */
  readonly shape: Shape;
  /** Trained parameters. */
  readonly weights: number;
  /** Per image. */
  readonly multiplyAdds: number;
}

/** One row per operation, in the order of execution. */
export function describePlan(plan: Plan): PlanRow[] {
  return plan.operations.map((operation) => ({
    name: operation.name,
    kind: operation.kind,
    shape: plan.values[operation.output] ?? [0, 0, 0],
    weights: countWeights(operation),
    multiplyAdds: operation.multiplyAdds,
  }));
}

/** The operations of a network: shapes, weights and multiply-adds. */
export function operationsTable(rows: readonly PlanRow[]): Table {
  const sum = (count: (row: PlanRow) => number) =>
    grouped(rows.reduce((total, row) => total + count(row), 0));
  return {
    head: ['layer', 'computes', 'result', 'weights', 'multiply-adds'],
    lines: [
      ...rows.map(({ name, kind, shape, weights, multiplyAdds }) => [
        ...[name, kind, shape.join('×')],
        ...[weights, multiplyAdds].map(grouped),
      ]),
      ['in all', '', '', sum(({ weights }) => weights), sum(({ multiplyAdds }) => multiplyAdds)],
    ],
  };
}
