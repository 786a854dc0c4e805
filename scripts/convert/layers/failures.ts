import { DescriptorError, type DescriptorErrorCode } from '../../../src/graph/index.js';
import { ScriptError } from '../../lib/script-error.js';
import { showLayer, type SourceLayer } from './source-layer.js';

/** A well-made network that this library does not execute; everything else is damage. */
const UNSUPPORTED: readonly DescriptorErrorCode[] = [
  'descriptor-unsupported',
  'graph-inputs',
  'input-shape',
  'layer-unknown',
  'layer-unsupported',
  'network-too-large',
  'output-shape',
];

export function badNetwork(problem: string): ScriptError {
  return new ScriptError('bad-network', `${problem}.`);
}

export function unsupportedLayer(layer: SourceLayer, problem: string): ScriptError {
  return new ScriptError('unsupported-network', `${showLayer(layer)}: ${problem}.`);
}

/**
 * Runs code of the loader on a foreign network.
 *
 * @throws ScriptError `unsupported-network` or `bad-network` for what the loader refuses.
 */
export function asSourceErrors<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof DescriptorError)) throw error;
    const code = UNSUPPORTED.includes(error.code) ? 'unsupported-network' : 'bad-network';
    throw new ScriptError(code, `${error.message}.`, { cause: error });
  }
}
