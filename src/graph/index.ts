/** The only door of this floor. */
export { buildPlan, parseDescriptor } from './any-network.js';
export { BOUNDS } from './bounds.js';
export { decodeWeights } from './decode-weights.js';
export { describePlan, type PlanRow } from './describe-plan.js';
export { DescriptorError, type DescriptorErrorCode } from './descriptor-error.js';
export type { Descriptor, LayerCall, TensorSpec, WeightGroup, WeightTensor } from './descriptor.js';
export { checkDigest } from './check-digest.js';
export { download, type Fail } from './download.js';
export { decodeFloat16 } from './float16.js';
export { loadDescriptor, type LoadedNetwork, type LoadOptions } from './load-descriptor.js';
export type { DescriptorMetadata, OutputKind, WeightFile } from './metadata.js';
export * from './plan.js';
export type { Fetch, ResponseLike } from './response.js';
export { sha256 } from './sha256.js';
