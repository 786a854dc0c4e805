import { DescriptorError } from './descriptor-error.js';

/**
 * A descriptor may come from anyone, so what it asks for is bounded before memory is taken. The
 * bounds are hundreds of times what a digit network needs.
 */
export const BOUNDS = {
  /** Of the descriptor file. */
  jsonBytes: 4 * 2 ** 20,
  /** Objects and arrays within one another. */
  jsonDepth: 64,
  /** Calls of layers, those of nested models included. */
  layers: 1024,
  tensors: 4096,
  weightFiles: 256,
  /** Characters of any one name or text. */
  text: 4096,
  /** Of all tensors together; 64 MiB as float32. */
  weightElements: 16 * 2 ** 20,
  /** Any one size in a layer's configuration or in a tensor's shape. */
  size: 2 ** 20,
  /** Values between operations. */
  values: 4096,
  /** Elements of all those values together, per image. */
  valueElements: 16 * 2 ** 20,
  /** Multiply-adds of the whole network, and elements that pooling visits, per image. */
  multiplyAdds: 2 ** 31,
} as const;

/**
 * @param what is counted, in the plural
 * @throws DescriptorError `network-too-large`
 */
export function checkBound(count: number, most: number, what: string): void {
  if (count <= most) return;
  throw new DescriptorError(
    'network-too-large',
    `${count} ${what} where ${most} are allowed; the network is too large`,
  );
}
