import { relu, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { pathToFileURL } from 'node:url';
import { loadDescriptor, type Plan } from '../../src/graph/index.js';
import { IMAGE_LENGTH, IMAGE_SIDE } from '../../src/ink/drawing.js';
import { descriptorPath } from '../evaluate/built-recognizer.js';
import { ScriptError } from '../lib/cli.js';
import { CLASSES } from '../lib/dataset.js';
import { fileFetch } from '../lib/files.js';
import { createRandom, type Random } from '../lib/random.js';
import type { Weights } from './engine/engine.js';
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

/** A network that was trained before. */
export interface StoredNetwork {
  readonly weights: Weights;
  /** How it came to be, as its descriptor tells. */
  readonly source: string | undefined;
}

/**
 * Reads the weights of a network of the same layers; one of ten outputs may become one of eleven.
 *
 * @param path of its descriptor, or of the folder of its `model.json`.
 * @throws ScriptError `data-missing`, or `bad-network` where its layers are others; DescriptorError
 */
export async function readStoredNetwork(path: string, network: Network): Promise<StoredNetwork> {
  const file = descriptorPath(path);
  const { plan, metadata } = await loadDescriptor(pathToFileURL(file).href, { fetch: fileFetch });
  const weights = network.placed.flatMap((placed) => {
    if (placed.weights.length === 0) return [];
    const found = weightsOf(plan, placed) ?? withoutRefusal(plan, placed);
    if (found) return found;
    const shape = placed.weights[0]!.shape.join('×');
    throw new ScriptError(
      'bad-network',
      `${file} has no layer ${placed.name} with a kernel of ${shape}: ` +
        'name a network of the same architecture.',
    );
  });
  return { weights, source: metadata.source };
}

function weightsOf(plan: Plan, { name, weights }: PlacedLayer): Float32Array[] | undefined {
  const operation = plan.operations.find((candidate) => candidate.name === name);
  if (operation?.kind !== 'conv2d' && operation?.kind !== 'dense') return undefined;
  const found = [operation.weights, operation.bias];
  const fits = weights.every(({ shape }, at) => found[at]!.length === product(shape));
  return fits ? found : undefined;
}

/** The last layer of a network of digits alone, with weights of 0 for the output that it lacks. */
function withoutRefusal(plan: Plan, placed: PlacedLayer): Float32Array[] | undefined {
  const [{ shape }] = placed.weights as [WeightSpec];
  const outputs = shape.at(-1)!;
  if (shape.length !== 2 || outputs !== CLASSES + 1) return undefined;
  const narrower = placed.weights.map((spec) => ({
    ...spec,
    shape: spec.shape.with(-1, CLASSES),
  }));
  const found = weightsOf(plan, { ...placed, weights: narrower });
  return found?.map((values) => {
    const rows = values.length / CLASSES;
    const wider = new Float32Array(rows * outputs);
    for (let row = 0; row < rows; row++) {
      wider.set(values.subarray(row * CLASSES, (row + 1) * CLASSES), row * outputs);
    }
    return wider;
  });
}
