import { BOUNDS } from './bounds.js';
import type { Descriptor } from './descriptor.js';
import { DescriptorError } from './descriptor-error.js';
import { Fields, isObject, show } from './fields.js';
import { isModel } from './layer-json.js';
import { parseMetadata } from './metadata.js';
import type { Reader } from './reader.js';
import { parseManifest } from './weights-manifest.js';

/**
 * Reads a layers-model `model.json`: checks its form, inlines nested models, puts the layers in an
 * order in which each one's inputs are ready. What the layers are and whether their shapes fit is
 * seen by `buildPlan`.
 *
 * @param json the parsed file
 * @param reader that knows how its layers are connected
 * @throws DescriptorError
 */
export function parseDescriptor(json: unknown, reader: Reader): Descriptor {
  checkDepth(json);
  const root = new Fields(json, 'the descriptor', 'descriptor-invalid');
  const topology = findTopology(root);
  const model = findModel(topology);
  const className = model.string('class_name');
  if (!isModel(className)) {
    throw model.mismatch('class_name', 'Sequential or Functional', 'descriptor-unsupported');
  }
  const config = model.get('config');
  return {
    name: isObject(config) && typeof config['name'] === 'string' ? config['name'] : '',
    kerasMajor: parseInt(topology.string('keras_version', '2'), 10) || 2,
    ...reader.expand(className, config),
    manifest: parseManifest(root.get('weightsManifest')),
    metadata: parseMetadata(root.get('userDefinedMetadata')),
  };
}

function findTopology(root: Fields): Fields {
  const format = root.get('format');
  const topology = root.fields('modelTopology', 'modelTopology');
  if ((format !== undefined && format !== 'layers-model') || topology.has('node')) {
    throw root.error(
      `this is a ${show(format ?? 'graph-model')}; save the network as a layers-model`,
      'descriptor-unsupported',
    );
  }
  return topology;
}

/** Keras's exports hold the model one level further down. */
function findModel(topology: Fields): Fields {
  return topology.has('model_config')
    ? topology.fields('model_config', 'modelTopology.model_config')
    : topology;
}

function checkDepth(value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth >= BOUNDS.jsonDepth) {
    throw new DescriptorError(
      'descriptor-too-large',
      `the descriptor is nested more than ${BOUNDS.jsonDepth} deep`,
    );
  }
  for (const inner of Object.values(value)) checkDepth(inner, depth + 1);
}
