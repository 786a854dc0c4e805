import { concat, matMul, ones, tidy, transpose, type Tensor2D } from '@tensorflow/tfjs-core';
import { layerInput, type Network, type PlacedLayer } from '../network.js';
import { imageTensor, takeValues, weightTensors } from '../tensors.js';

/**
 * How the inputs of a layer go together, summed over rows: what a weight multiplies, with a 1 for the
 * bias at the end. Square matrices, row by row.
 */
export interface Correlations {
  /** Σ x xᵀ, where x is a row in the network at hand. */
  readonly own: Float32Array;
  /** Σ x yᵀ, where y is the same row in the reference. */
  readonly withReference: Float32Array;
}

/**
 * @param layer one with weights.
 * @param weights of the network at hand; those of the layers before count.
 * @param reference of the network that it is to be like.
 * @param images n × 784 values.
 */
export async function correlate(
  network: Network,
  layer: PlacedLayer,
  weights: readonly Float32Array[],
  reference: readonly Float32Array[],
  images: Float32Array,
): Promise<Correlations> {
  const [own, withReference] = tidy(() => {
    const shown = imageTensor(images);
    const [x, y] = [weights, reference].map((values) =>
      withOnes(
        layer.layer.rows!(layerInput(network, layer, shown, weightTensors(network, values))),
      ),
    );
    // The wasm backend's product of transposed matrices is many times slower than these two.
    const columns = transpose(x!);
    return [matMul(columns, x!), matMul(columns, y!)] as const;
  });
  return { own: await takeValues(own), withReference: await takeValues(withReference) };
}

function withOnes(rows: Tensor2D): Tensor2D {
  return concat([rows, ones([rows.shape[0], 1])], 1) as Tensor2D;
}

export function addUp(parts: readonly Correlations[]): Correlations {
  const sum = (pick: (part: Correlations) => Float32Array) =>
    pick(parts[0]!).map((_, at) => parts.reduce((total, part) => total + pick(part)[at]!, 0));
  return { own: sum(({ own }) => own), withReference: sum((part) => part.withReference) };
}
