import {
  DescriptorError,
  type DescriptorErrorCode,
  type LoadedNetwork,
} from '../../src/graph/index.js';
import { writeLayersModel, type Facts } from '../descriptor/layers-model.js';
import { ScriptError } from '../lib/script-error.js';
import { loadFromMemory } from './memory-network.js';
import type { SourceNetwork } from './source-network.js';

/** A sound network, but not one that the widget can run. */
const UNSUPPORTED: readonly DescriptorErrorCode[] = [
  'descriptor-unsupported',
  'layer-unknown',
  'layer-unsupported',
  'graph-inputs',
  'input-shape',
  'output-shape',
  'network-too-large',
];

/**
 * The network as the widget would load it, with its weights as they are.
 *
 * @throws ScriptError `unsupported-network`, `bad-network`, naming the layer.
 */
export async function loadSource(
  path: string,
  { topology, weights }: SourceNetwork,
  facts: Facts,
): Promise<LoadedNetwork> {
  return asScriptError(path, () =>
    loadFromMemory(writeLayersModel(topology, weights, () => 'none', facts)),
  );
}

/** What is wrong with the descriptor of a network that is being converted is wrong with its file. */
export async function asScriptError<T>(path: string, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof DescriptorError)) throw error;
    const code = UNSUPPORTED.includes(error.code) ? 'unsupported-network' : 'bad-network';
    throw new ScriptError(code, `${path}: ${error.message}.`, { cause: error });
  }
}
