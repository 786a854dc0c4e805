import { CodedError } from '../util/errors.js';

/**
 * Errors of a descriptor and its weight files.
 *
 * Fetching the descriptor
 * - `descriptor-url`: its address is not an absolute URL
 * - `descriptor-unreachable`: the request failed, or the server sent nothing for 30 seconds
 * - `descriptor-http`: the server's status is not 2xx
 * - `descriptor-not-json`: the answer is not JSON; often it is a page
 * - `descriptor-too-large`: longer or nested deeper than {@link BOUNDS} allows
 *
 * Reading it
 * - `descriptor-invalid`: a field of the format is missing or of the wrong type
 * - `descriptor-unsupported`: another format, such as a TensorFlow.js graph model
 * - `metadata-invalid`: `userDefinedMetadata.digitRecognizer` does not fit its schema
 * - `layer-unknown`: a layer class that this library does not support
 * - `layer-invalid`: a field of a layer's configuration is missing or out of range
 * - `layer-unsupported`: a layer has an option that this library does not support
 * - `layer-duplicate`: two layers have the same name
 * - `graph-inputs`: the network has not exactly one input and one output
 * - `graph-unknown-input`: a layer reads from a layer that does not exist
 * - `graph-cycle`: a layer depends on its own output
 * - `graph-disconnected`: a layer reads no other layer, or no layer reads it
 * - `shape-mismatch`: a layer cannot take the shape of its input
 * - `input-shape`: the network's input is not 28×28 ink: 28×28×1, 28×28, 1×28×28 or 784, or 32×32×1 on
 *   TensorFlow.js
 * - `output-shape`: the network's output is not ten classes, or eleven of which one says "not a digit"
 * - `network-too-large`: more layers, values or multiply-adds than {@link BOUNDS} allows
 *
 * Weights
 * - `weights-manifest-invalid`: `weightsManifest` is malformed
 * - `weights-path`: a weight file lies outside the descriptor's directory
 * - `weights-origin`: a weight file lies on another origin than the descriptor, or was redirected
 *   there, and `crossOriginWeights` does not allow it
 * - `weights-unreachable`, `weights-http`: as for the descriptor
 * - `weights-too-short`, `weights-too-long`: a file's length differs from the descriptor's
 * - `weights-digest`: a file's SHA-256 differs from the descriptor's
 * - `weights-dtype`: a tensor's type is not allowed for weights
 * - `weights-not-finite`: the weights contain NaN or infinity
 * - `weights-duplicate`: two tensors match one name
 * - `weights-missing`: a layer's tensor is missing
 * - `weights-unused`: no layer uses a tensor
 * - `weights-shape`: a tensor's shape differs from what its layer needs
 */
export type DescriptorErrorCode =
  | 'descriptor-url'
  | 'descriptor-unreachable'
  | 'descriptor-http'
  | 'descriptor-not-json'
  | 'descriptor-too-large'
  | 'descriptor-invalid'
  | 'descriptor-unsupported'
  | 'metadata-invalid'
  | 'layer-unknown'
  | 'layer-invalid'
  | 'layer-unsupported'
  | 'layer-duplicate'
  | 'graph-inputs'
  | 'graph-unknown-input'
  | 'graph-cycle'
  | 'graph-disconnected'
  | 'shape-mismatch'
  | 'input-shape'
  | 'output-shape'
  | 'network-too-large'
  | 'weights-manifest-invalid'
  | 'weights-path'
  | 'weights-origin'
  | 'weights-unreachable'
  | 'weights-http'
  | 'weights-too-short'
  | 'weights-too-long'
  | 'weights-digest'
  | 'weights-dtype'
  | 'weights-not-finite'
  | 'weights-duplicate'
  | 'weights-missing'
  | 'weights-unused'
  | 'weights-shape';

/** A descriptor or one of its weight files cannot be used. */
export class DescriptorError extends CodedError<DescriptorErrorCode> {}
