import { isObject, type JsonObject } from '../../../src/graph/check.js';
import { decodeWeights, parseDescriptor } from '../../../src/graph/index.js';
import { asScriptError, type SourceNetwork } from '../source-network.js';
import { evaluateModel } from './evaluate.js';
import type { ModelFile } from './index.js';

type Descriptor = ReturnType<typeof parseDescriptor>;

/**
 * Reads a layers-model: saved by TensorFlow.js, or converted from Keras, with the model itself or
 * with Keras's `model_config` in `modelTopology`.
 *
 * @throws ScriptError `bad-network`, `unsupported-network`, `data-missing`
 */
export async function readLayersModel(file: ModelFile): Promise<SourceNetwork> {
  const { json, format } = file;
  try {
    const descriptor = parseDescriptor(json);
    const { manifest, name } = descriptor;
    const groups: Uint8Array<ArrayBuffer>[] = [];
    for (const { paths } of manifest) groups.push(await file.readShards(paths));
    const weights = [...decodeWeights(manifest, groups)];
    const bytes = Uint8Array.from(Buffer.concat(groups));
    return {
      format,
      name,
      topology: modelOf(file.topology),
      weights: weights.map(([name, tensor]) => ({ name, ...tensor })),
      ...declared(json, descriptor),
      notes: notesOn(file, descriptor),
      evaluate: (images) => evaluateModel(json, undefined, bytes, images),
    };
  } catch (error) {
    throw asScriptError(file.path, error);
  }
}

/**
 * What the file itself says beyond the format, where it is a descriptor of this library already; not
 * its scores, which belong to the weights as it stored them.
 */
function declared(
  json: JsonObject,
  { metadata }: Descriptor,
): Pick<SourceNetwork, 'output' | 'metadata'> {
  const userDefined = json['userDefinedMetadata'];
  if (!isObject(userDefined) || !isObject(userDefined['digitRecognizer'])) return {};
  const { output, ...more } = metadata;
  const foreign = ['format', 'weights', 'scores'];
  const own = Object.entries(more).filter(([key]) => !foreign.includes(key));
  return { ...(output && { output }), metadata: Object.fromEntries(own) };
}

/** The model alone, with the version of Keras that says what its layers' defaults are. */
function modelOf(topology: JsonObject): JsonObject {
  const inner = topology['model_config'];
  const model = isObject(inner) ? inner : topology;
  const { class_name, config } = model;
  const version = topology['keras_version'] ?? model['keras_version'];
  return { class_name, config, ...(typeof version === 'string' && { keras_version: version }) };
}

function notesOn({ json, topology }: ModelFile, { manifest }: Descriptor): string[] {
  const notes: string[] = [];
  const tensors = manifest.flatMap((group) => group.tensors);
  const training = tensors.filter((tensor) => tensor.training).length;
  if (training > 0) notes.push(`${training} tensors of the training were dropped`);
  if (json['trainingConfig'] ?? topology['training_config']) {
    notes.push('the configuration of the training was dropped');
  }
  const types = new Set(tensors.flatMap(({ quantization }) => quantization?.dtype ?? []));
  if (types.size > 0) notes.push(`weights stored as ${[...types].join(', ')} were decoded`);
  const files = manifest.reduce((sum, { paths }) => sum + paths.length, 0);
  if (files > 1) notes.push(`${files} weight files became one`);
  return notes;
}
