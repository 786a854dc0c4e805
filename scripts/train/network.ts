import { relu, type Tensor } from '@tensorflow/tfjs-core';
import { IMAGE_SIDE } from '../../src/ink/drawing.js';
import { createRandom, type Random } from '../lib/random.js';
import { ScriptError } from '../lib/script-error.js';
import { product, type Layer, type Shape, type WeightSpec } from './layers/layer.js';

/** A layer in its place. */
export interface PlacedLayer {
  /** As Keras would name it: `conv2d`, `conv2d_1`. Weights are `conv2d_1/kernel`. */
  readonly name: string;
  readonly layer: Layer;
  readonly input: Shape;
  readonly weights: readonly WeightSpec[];
  /** Where its weights begin in those of the whole network. */
  readonly firstWeight: number;
}

/** Layers whose shapes fit, from the image to ten logits. */
export interface Network {
  readonly placed: readonly PlacedLayer[];
  /** Of all layers, in their order. */
  readonly weightSpecs: readonly WeightSpec[];
  readonly weightCount: number;
  /** Per image. */
  readonly multiplyAdds: number;
}

/** Chains the layers. @throws ScriptError `bad-architecture` */
export function createNetwork(layers: readonly Layer[]): Network {
  const used = new Map<string, number>();
  let shape: Shape = [IMAGE_SIDE, IMAGE_SIDE, 1];
  let firstWeight = 0;
  const placed = layers.map((layer, index): PlacedLayer => {
    if (layer.activation === 'softmax' && index < layers.length - 1) {
      throw new ScriptError('bad-architecture', 'Only the last layer may end in softmax.');
    }
    const input = shape;
    shape = layer.output(input);
    const weights = layer.weights(input);
    const before = firstWeight;
    firstWeight += weights.length;
    return { name: uniqueName(layer, used), layer, input, weights, firstWeight: before };
  });
  if (shape.length !== 1 || shape[0] !== 10) {
    const found = shape.join('×');
    throw new ScriptError(
      'bad-architecture',
      `The layers end in ${found} values, not ten classes.`,
    );
  }
  const weightSpecs = placed.flatMap(({ weights }) => weights);
  return {
    placed,
    weightSpecs,
    weightCount: weightSpecs.reduce((total, spec) => total + product(spec.shape), 0),
    multiplyAdds: placed.reduce((sum, { layer, input }) => sum + layer.multiplyAdds(input), 0),
  };
}

export function initialWeights(network: Network, seed: number): Float32Array[] {
  return network.weightSpecs.map(({ shape, bound }, index) => {
    const random = createRandom(seed, 'weights', index);
    return Float32Array.from({ length: product(shape) }, () => random.between(-bound, bound));
  });
}

/**
 * The network up to its logits: a softmax at the end is left to the loss, which is exact on logits.
 *
 * @param images [n, 28, 28, 1]
 * @param weights in the order of `network.weightSpecs`.
 * @param random drives dropout; absent outside training.
 * @returns [n, 10]
 */
export function logits(
  network: Network,
  images: Tensor,
  weights: readonly Tensor[],
  random?: Random,
): Tensor {
  return through(network, network.placed.length, images, weights, random);
}

/**
 * What a layer is given for images, without dropout.
 *
 * @param images [n, 28, 28, 1]
 * @param weights in the order of `network.weightSpecs`; those of the layers before count.
 * @returns [n, …the layer's input]
 */
export function layerInput(
  network: Network,
  layer: PlacedLayer,
  images: Tensor,
  weights: readonly Tensor[],
): Tensor {
  return through(network, network.placed.indexOf(layer), images, weights);
}

/** The first `count` layers. */
function through(
  { placed }: Network,
  count: number,
  images: Tensor,
  weights: readonly Tensor[],
  random?: Random,
): Tensor {
  let x = images;
  let reluIsDue = false;
  placed.slice(0, count).forEach(({ layer, weights: { length }, firstWeight }, index) => {
    const own = weights.slice(firstWeight, firstWeight + length);
    x = layer.apply(x, own, { random, inputGradient: firstWeight > 0 });
    reluIsDue ||= layer.activation === 'relu';
    // Pooling and relu commute, and after pooling relu and its gradient have a quarter to do.
    if (reluIsDue && !placed[index + 1]?.layer.selects) {
      x = relu(x);
      reluIsDue = false;
    }
  });
  return x;
}

function uniqueName({ className }: Layer, used: Map<string, number>): string {
  const stem = className.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
  const before = used.get(stem) ?? 0;
  used.set(stem, before + 1);
  return before === 0 ? stem : `${stem}_${before}`;
}
