/** Exports for other folders and for the scripts. */
export { BOUNDS } from './check.js';
export { buildPlan } from './compile.js';
export {
  parseDescriptor,
  type DescriptorMetadata,
  type LayerCall,
  type OutputKind,
  type WeightTensor,
} from './descriptor.js';
export { DescriptorError, type DescriptorErrorCode } from './errors.js';
export type { Fetch } from './fetch-file.js';
export {
  loadDescriptor,
  type AnyNetwork,
  type LoadedNetwork,
  type LoadOptions,
  type NetworkFiles,
} from './load-descriptor.js';
export * from './plan.js';
export { decodeFloat16, decodeWeights } from './weights.js';
