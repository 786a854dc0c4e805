import { parseDescriptor } from '../../../src/graph/index.js';
import { asScriptError } from '../formats.js';
import type { SourceFile, SourceNetwork } from '../source-network.js';
import { evaluateLayersModel } from './evaluate.js';
import { describeFormat, isJson, type Json, readWeights } from './model-json.js';

/**
 * Reads a layers-model: saved by TensorFlow.js, or converted from Keras, with the model itself or
 * with Keras's `model_config` in `modelTopology`.
 *
 * @throws ScriptError `bad-network`, `unsupported-network`, `data-missing`
 */
export function readLayersModel(file: SourceFile, json: Json): Promise<SourceNetwork> {
  return asScriptError(file.path, async () => {
    const descriptor = parseDescriptor(json);
    const { bytes, tensors } = await readWeights(file, descriptor);
    const { output, metadata } = declared(json, descriptor);
    return {
      format: describeFormat('layers-model', json),
      name: descriptor.name,
      topology: modelOf(json['modelTopology'] as Json),
      weights: [...tensors].map(([name, tensor]) => ({ name, ...tensor })),
      ...(output && { output }),
      metadata,
      notes: notesOn(json, descriptor),
      evaluate: (images) => evaluateLayersModel(json, bytes, images),
    };
  });
}

type Descriptor = ReturnType<typeof parseDescriptor>;

/**
 * What the file itself says beyond the format, where it is a descriptor of this library already; not
 * its scores, which belong to the weights as it stored them.
 */
function declared(json: Json, descriptor: Descriptor) {
  const userDefined = json['userDefinedMetadata'];
  if (!isJson(userDefined) || !isJson(userDefined['digitRecognizer'])) return {};
  const { input, preparation, labels, output, ...texts } = descriptor.metadata;
  const { title, description, source, license, trainedOn } = texts;
  return {
    output,
    metadata: {
      input,
      preparation,
      labels,
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
      ...(source !== undefined && { source }),
      ...(license !== undefined && { license }),
      ...(trainedOn !== undefined && { trainedOn }),
    },
  };
}

/** The model alone, with the version of Keras that says what its layers' defaults are. */
function modelOf(topology: Json): Json {
  const inner = topology['model_config'];
  const model = isJson(inner) ? inner : topology;
  const { class_name, config } = model;
  const version = topology['keras_version'] ?? model['keras_version'];
  return { class_name, config, ...(typeof version === 'string' && { keras_version: version }) };
}

function notesOn(json: Json, { manifest }: Descriptor): string[] {
  const notes: string[] = [];
  const topology = json['modelTopology'] as Json;
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

/**
 * A `modelTopology` of Keras 3 in the words of Keras 2, which alone TensorFlow.js reads: `batch_shape`,
 * types as objects, and references between layers are written otherwise.
 */
export function keras2Form(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(keras2Form);
  if (!isJson(value)) return value;
  if (value['class_name'] === 'DTypePolicy' && isJson(value['config']))
    return value['config']['name'];
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]): [string, unknown] => {
      switch (key) {
        case 'batch_shape':
          return ['batch_input_shape', inner];
        case 'inbound_nodes':
          return [key, (inner as unknown[]).map(referencesOf)];
        case 'input_layers':
        case 'output_layers':
          return [key, Array.isArray(inner) && typeof inner[0] === 'string' ? [inner] : inner];
        default:
          return [key, keras2Form(inner)];
      }
    }),
  );
}

/** `conv2d/kernel` of `sequential/conv2d/kernel`: Keras 3 puts the model's name in front. */
export function keras2WeightName(name: string): string {
  return name.split('/').slice(-2).join('/');
}

/** Of one call, whose arguments hold `keras_history` where they are other layers' results. */
function referencesOf(call: unknown): unknown {
  if (!isJson(call)) return call;
  const found: unknown[] = [];
  const search = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(search);
    else if (isJson(value) && isJson(value['config']) && value['config']['keras_history']) {
      found.push([...(value['config']['keras_history'] as unknown[]), {}]);
    }
  };
  search(call['args']);
  return found;
}
