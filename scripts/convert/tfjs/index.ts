import { reasonOf, ScriptError } from '../../lib/cli.js';
import type { Reader } from '../source-network.js';
import { isGraphModel, isJson, type Json } from './model-json.js';

/**
 * Reads a TensorFlow.js `model.json` with its shards.
 *
 * @throws ScriptError `bad-network`, `unsupported-network`, `data-missing` for a shard
 */
export const readTensorFlowJs: Reader = async (file) => {
  const json = parse(file.path, file.bytes);
  if (isGraphModel(json)) {
    const { readGraphModel } = await import('./graph-model.js');
    return readGraphModel(file, json);
  }
  const { readLayersModel } = await import('./layers-model.js');
  return readLayersModel(file, json);
};

function parse(path: string, bytes: Uint8Array): Json {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new ScriptError('bad-network', `${path} is not whole JSON: ${reasonOf(error)}.`);
  }
  if (!isJson(json) || !isJson(json['modelTopology'])) {
    throw new ScriptError(
      'unsupported-network',
      `${path} has no modelTopology: a model.json of TensorFlow.js is needed.`,
    );
  }
  return json;
}
