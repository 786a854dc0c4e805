import * as tf from '@tensorflow/tfjs';
import { BOUNDS } from '../../../../src/graph/index.js';
import { ScriptError } from '../../../lib/script-error.js';
import { isJson, type Json } from '../model-json.js';

export interface Constant {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  float16: 2,
  uint16: 2,
  uint8: 1,
  bool: 1,
};

type Entry = tf.io.WeightsManifestEntry;

/** Names and shard paths of a graph-model's constants. @throws ScriptError `bad-network` */
export function parseConstants(manifest: unknown): { paths: string[]; entries: Entry[] } {
  const groups = Array.isArray(manifest) ? (manifest as unknown[]) : [];
  const all = (key: string) =>
    groups.flatMap((group) => (isJson(group) && Array.isArray(group[key]) ? group[key] : []));
  const paths = all('paths') as string[];
  const entries = all('weights') as unknown[];
  if (!paths.every((path) => typeof path === 'string') || !entries.every(isEntry)) {
    throw new ScriptError('bad-network', 'weightsManifest is not a list of {paths, weights}.');
  }
  return { paths, entries };
}

/**
 * Cuts and decodes the shards.
 *
 * @throws ScriptError `bad-network` where there are too few bytes or too many
 */
export function decodeConstants(
  { paths, entries }: ReturnType<typeof parseConstants>,
  bytes: Uint8Array<ArrayBuffer>,
): ReadonlyMap<string, Constant> {
  const needed = entries.reduce((sum, entry) => sum + elements(entry) * width(entry), 0);
  if (needed !== bytes.length) {
    throw new ScriptError(
      'bad-network',
      `${paths.join(', ')}: ${bytes.length} bytes where weightsManifest needs ${needed}.`,
    );
  }
  const tensors = tf.io.decodeWeights(bytes.buffer, entries);
  return new Map(
    Object.entries(tensors).map(([name, tensor]) => {
      const constant = { shape: tensor.shape, values: Float32Array.from(tensor.dataSync()) };
      tensor.dispose();
      return [name, constant];
    }),
  );
}

function isEntry(value: unknown): value is Entry {
  if (!isJson(value) || typeof value['name'] !== 'string') return false;
  const { shape, quantization } = value;
  const sizes = Array.isArray(shape) && shape.every((size) => Number.isInteger(size) && size >= 0);
  const type = (isJson(quantization) ? quantization : value)['dtype'];
  return (
    sizes &&
    typeof type === 'string' &&
    type in BYTES &&
    elements({ shape }) <= BOUNDS.weightElements
  );
}

function elements({ shape }: Json | Entry): number {
  return (shape as readonly number[]).reduce((product, size) => product * size, 1);
}

function width({ dtype, quantization }: Entry): number {
  return BYTES[quantization?.dtype ?? dtype]!;
}
