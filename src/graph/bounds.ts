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
  /** Of all tensors together; 64 MiB as float32. */
  weightElements: 16 * 2 ** 20,
  /** Any one size in a layer's configuration or in a tensor's shape. */
  size: 2 ** 20,
  /** Elements of one value between layers, per image. */
  valueElements: 4 * 2 ** 20,
  /** Multiply-adds of the whole network, per image; for pooling, the elements its windows visit. */
  multiplyAdds: 2 ** 31,
} as const;
