import { isObject, type JsonObject } from '../../../src/graph/check.js';
import { reasonOf } from '../../lib/cli.js';
import type { Reader, SourceFile } from '../source-network.js';
import { bad, runsAsItIs, unsupported } from '../tensor.js';
import { readGraphModel } from './graph-model.js';
import { readLayersModel } from './layers-model.js';

/** A `model.json`, with what belongs to it. */
export interface ModelFile {
  readonly path: string;
  readonly json: JsonObject;
  readonly topology: JsonObject;
  /** For people: `TensorFlow.js layers-model, keras v2.1.6, TensorFlow.js Converter v1.2.1`. */
  readonly format: string;
  /** Shards, one after the other. @throws ScriptError `data-missing` */
  readShards(paths: readonly string[]): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * Reads a TensorFlow.js `model.json` with its shards.
 *
 * @throws ScriptError `bad-network`, `unsupported-network`, `data-missing` for a shard
 */
export const read: Reader = async (file) => {
  const { path } = file;
  const json = parse(file);
  const topology = json['modelTopology'];
  if (!isObject(topology)) {
    if ('class_name' in json) {
      throw unsupported(
        `${path} has the layers of a Keras network and no weights: convert the file of its weights, and give this one with --topology.`,
      );
    }
    throw unsupported(`${path} has no modelTopology: a model.json of TensorFlow.js is needed.`);
  }
  // A TensorFlow graph rather than Keras layers; files of tfjs 1.0 do not say so in `format`.
  const isGraph = json['format'] === 'graph-model' || 'node' in topology;
  const writers = [json['generatedBy'], json['convertedBy']].filter(
    (writer) => typeof writer === 'string',
  );
  const kind = isGraph ? 'graph-model' : 'layers-model';
  const format = [`TensorFlow.js ${kind}`, ...writers.map((name) => name.slice(0, 80))].join(', ');
  const readShards = async (paths: readonly string[]) => {
    const shards: Uint8Array[] = [];
    for (const shard of paths) shards.push(await file.readBeside(shard));
    return Uint8Array.from(Buffer.concat(shards));
  };
  const model = { path, json, topology, format, readShards };
  if (!isGraph) return readLayersModel(model);
  try {
    return await readGraphModel(model);
  } catch (error) {
    throw runsAsItIs(error, path);
  }
};

function parse({ path, bytes }: SourceFile): JsonObject {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isObject(json) ? json : {};
  } catch (error) {
    throw bad(`${path} is not whole JSON: ${reasonOf(error)}.`);
  }
}
