import { CodedError } from '../util/errors.js';

/**
 * What can be wrong with a descriptor and its weight files.
 *
 * Fetching the descriptor
 * - `descriptor-url`: its address is not an absolute URL
 * - `descriptor-unreachable`: the request failed, broke off, or nothing came for 30 seconds
 * - `descriptor-http`: the server answered with another status than 2xx
 * - `descriptor-not-json`: the answer is not JSON, often a page
 * - `descriptor-too-large`: longer or nested deeper than {@link BOUNDS} allows
 *
 * Reading it
 * - `descriptor-invalid`: a field of the format is missing or of the wrong type
 * - `descriptor-unsupported`: another format, such as a TensorFlow.js graph model
 * - `metadata-invalid`: `userDefinedMetadata.digitRecognizer` does not fit its schema
 * - `layer-unknown`: a class of layer that this library does not execute
 * - `layer-invalid`: a layer's configuration is missing something, or out of range
 * - `layer-unsupported`: a known layer with an option that this library does not execute
 * - `layer-duplicate`: two layers have one name
 * - `graph-inputs`: not exactly one input and one output
 * - `graph-unknown-input`: a layer reads from a layer that does not exist
 * - `graph-cycle`: a layer depends on its own output
 * - `graph-disconnected`: a layer reads nothing, or nothing reads it
 * - `shape-mismatch`: the shapes of neighboring layers do not fit
 * - `input-shape`: the network does not take 28×28×1 values
 * - `output-shape`: the network does not give ten classes
 * - `network-too-large`: more layers, values or multiply-adds than {@link BOUNDS} allows
 *
 * Weights
 * - `weights-manifest-invalid`: `weightsManifest` is malformed
 * - `weights-path`: a weight file lies outside the descriptor's directory
 * - `weights-origin`: a weight file lies on another origin than the descriptor, or was redirected
 *   there, and `crossOriginWeights` does not allow it
 * - `weights-unreachable`, `weights-http`: as for the descriptor
 * - `weights-too-short`, `weights-too-long`: a file has not the length the descriptor states
 * - `weights-digest`: a file's SHA-256 is not the one the descriptor states
 * - `weights-dtype`: a tensor of a type that is no weight
 * - `weights-not-finite`: NaN or infinity among the weights
 * - `weights-duplicate`: two tensors answer to one name
 * - `weights-missing`: a layer's tensor is not there
 * - `weights-unused`: a tensor belongs to no layer
 * - `weights-shape`: a tensor has not the shape its layer needs
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

/** A descriptor, or a file it names, cannot be used. */
export class DescriptorError extends CodedError<DescriptorErrorCode> {}
