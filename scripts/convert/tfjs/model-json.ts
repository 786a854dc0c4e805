import { decodeWeights, type Descriptor, type WeightTensor } from '../../../src/graph/index.js';
import type { SourceFile } from '../source-network.js';

/** A JSON object whose fields are yet to be checked. */
export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A TensorFlow graph rather than Keras layers. Files of tfjs 1.0 do not say so in `format`. */
export function isGraphModel(json: Json): boolean {
  const topology = json['modelTopology'];
  return json['format'] === 'graph-model' || (isJson(topology) && 'node' in topology);
}

/** `TensorFlow.js layers-model, keras v2.1.6, TensorFlow.js Converter v1.2.1` */
export function describeFormat(kind: string, json: Json): string {
  const writers = [json['generatedBy'], json['convertedBy']].filter(
    (writer) => typeof writer === 'string',
  );
  return [`TensorFlow.js ${kind}`, ...writers.map((writer) => writer.slice(0, 80))].join(', ');
}

/** Weight files as they are, and what they hold. */
interface StoredWeights {
  /** All files, one after the other in the order of the manifest. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly tensors: ReadonlyMap<string, WeightTensor>;
}

/**
 * Reads the shards that a manifest names.
 *
 * @throws ScriptError `data-missing`; DescriptorError `weights-…`, naming the shards
 */
export async function readWeights(
  file: SourceFile,
  { manifest }: Pick<Descriptor, 'manifest'>,
): Promise<StoredWeights> {
  const groups: Uint8Array[] = [];
  for (const { paths } of manifest) groups.push(await readGroup(file, paths));
  return { bytes: joined(groups), tensors: decodeWeights(manifest, groups) };
}

/** Shards, one after the other. @throws ScriptError `data-missing` */
export async function readGroup(
  file: SourceFile,
  paths: readonly string[],
): Promise<Uint8Array<ArrayBuffer>> {
  const shards: Uint8Array[] = [];
  for (const path of paths) shards.push(await file.readBeside(path));
  return joined(shards);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
