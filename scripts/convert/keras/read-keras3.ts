import { unpackZip } from '../bounded-zip.js';
import { badNetwork } from '../layers/failures.js';
import { finishNetwork } from '../layers/finish-network.js';
import { isObject, parseJson } from '../layers/json.js';
import { readGraph } from '../layers/read-graph.js';
import type { Reader } from '../source-network.js';
import { evaluateOriginal } from './evaluate-original.js';
import { withHdf5 } from './hdf5-file.js';
import { readKeras3Weights } from './keras3-weights.js';

const CONFIG = 'config.json';
const METADATA = 'metadata.json';
const WEIGHTS = 'model.weights.h5';

/**
 * Reads a `.keras` archive of Keras 3, or of `tf.keras` since 2.12.
 *
 * The format is that of `keras/src/saving/saving_lib.py` in Keras 3.
 */
export const readKeras3: Reader = async ({ path, bytes }) => {
  const files = unpackZip(bytes, path, (name) => [CONFIG, METADATA, WEIGHTS].includes(name));
  const version = readVersion(files.get(METADATA), path);
  const model = parseJson(textOf(files, CONFIG, path), `${path}, ${CONFIG}`);
  const weights = files.get(WEIGHTS);
  if (!weights) throw missing(WEIGHTS, path);
  const graph = readGraph(model, version);
  const { tensors, notes } = await withHdf5(weights, `${path}, ${WEIGHTS}`, (file) => ({
    tensors: readKeras3Weights(file, model, graph.layers),
    notes: file.hasGroup('optimizer') ? ['Dropped the state of the optimizer.'] : [],
  }));
  const whole = { ...graph, tensors };
  const format = `Keras ${version}, .keras`;
  return finishNetwork(whole, { path, format, notes }, (images) =>
    evaluateOriginal(model, whole, images),
  );
};

function readVersion(metadata: Uint8Array | undefined, path: string): string {
  if (!metadata) return '3';
  const value = parseJson(new TextDecoder().decode(metadata), `${path}, ${METADATA}`);
  return isObject(value) ? String(value['keras_version'] ?? '3') : '3';
}

function textOf(files: ReadonlyMap<string, Uint8Array>, name: string, path: string): string {
  const bytes = files.get(name);
  if (!bytes) throw missing(name, path);
  return new TextDecoder().decode(bytes);
}

function missing(name: string, path: string): Error {
  return badNetwork(`${path} has no ${name} in it, so it is no archive that Keras has saved`);
}
