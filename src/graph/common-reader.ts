import { CallList } from './call-list.js';
import { Fields } from './fields.js';
import { COMMON_ACTIVATIONS, COMMON_LAYERS } from './layers/common.js';
import { lowerUnary } from './lower-layers.js';
import { fuseActivations } from './passes/fuse-activations.js';
import { simplifyReshapes } from './passes/simplify-reshapes.js';
import type { Reader } from './reader.js';
import { expandSequential } from './sequential.js';

/** Reads a Sequential of common layers as the full reader does, for a quarter of the code. */
export const COMMON_READER: Reader = {
  expand(className, config) {
    const calls = new CallList();
    const model = new Fields(config, `the model (${className})`, 'descriptor-invalid');
    const output = expandSequential(calls, model);
    return { layers: calls.layers, output };
  },
  lower: (className, ...call) => lowerUnary(COMMON_LAYERS.get(className)!, ...call),
  applied: (value) => COMMON_ACTIVATIONS.get(value)!,
  passes: [simplifyReshapes, fuseActivations],
};
