import { relu, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { IMAGE_LENGTH, IMAGE_SIDE } from '../../src/ink/drawing.js';
import { ScriptError } from '../lib/cli.js';
import { createRandom, type Random } from '../lib/random.js';
import { type Layer, product, type Shape, type WeightSpec } from './layers.js';

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

/** Layers whose shapes fit, from the image to ten logits, or eleven: the last for what is no digit. */
export interface Network {
  readonly placed: readonly PlacedLayer[];
  /** Of all layers, in their order. */
  readonly weightSpecs: readonly WeightSpec[];
  readonly weightCount: number;
  /** 10 or 11. */
  readonly outputs: number;
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
  const [outputs] = shape;
  if (shape.length !== 1 || (outputs !== 10 && outputs !== 11)) {
    const message = `The layers end in ${shape.join('×')} values, not ten digits, or these and no digit.`;
    throw new ScriptError('bad-architecture', message);
  }
  const weightSpecs = placed.flatMap(({ weights }) => weights);
  return {
    placed,
    weightSpecs,
    outputs,
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
 * @param until stops before the layer in this place, and returns what it is given.
 * @returns [n, outputs]
 */
export function logits(
  { placed }: Network,
  images: Tensor,
  weights: readonly Tensor[],
  random?: Random,
  until = placed.length,
): Tensor {
  let x = images;
  let reluIsDue = false;
  placed.slice(0, until).forEach(({ layer, weights: { length }, firstWeight }, index) => {
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

/** The model's topology as TensorFlow.js writes a Keras Sequential; it always ends in a softmax. */
export function topology(name: string, { placed }: Network): object {
  const layers: { class_name: string; config: Record<string, unknown> }[] = placed.map(
    ({ name: own, layer: { className, config, activation } }) => ({
      class_name: className,
      config: { name: own, ...config, ...(activation && { activation }) },
    }),
  );
  layers[0]!.config['batch_input_shape'] = [null, IMAGE_SIDE, IMAGE_SIDE, 1];
  if (placed.at(-1)!.layer.activation !== 'softmax') {
    layers.push({ class_name: 'Softmax', config: { name: 'softmax', axis: -1 } });
  }
  return {
    class_name: 'Sequential',
    config: { name, layers },
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js',
  };
}

/** A tensor's values, and the tensor is gone. A copy: wasm's own is memory that is used again. */
export async function takeValues(tensor: Tensor): Promise<Float32Array> {
  const data = Float32Array.from(await tensor.data());
  tensor.dispose();
  return data;
}

/** @param images n × 784 values. @returns [n, 28, 28, 1] */
export function imageTensor(images: Float32Array): Tensor {
  return tensor(images, [images.length / IMAGE_LENGTH, IMAGE_SIDE, IMAGE_SIDE, 1]);
}

/** @param weights in the order of `network.weightSpecs`. */
export function weightTensors(network: Network, weights: readonly Float32Array[]): Tensor[] {
  return network.weightSpecs.map(({ shape }, index) => tensor(weights[index]!, [...shape]));
}
