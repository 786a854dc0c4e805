import { BOUNDS, checkBound, elementsOf, Fields, isIntegerWithin, showShape } from './check.js';
import type { Descriptor, LayerCall, WeightTensor } from './descriptor.js';
import { DescriptorError } from './errors.js';
import { activationLayers, applyActivation, readActivation } from './layers/activations.js';
import type { Layer, Lowering, MergeLowering } from './layers/layer.js';
import {
  add,
  averagePooling2D,
  concatenate,
  flatten,
  globalAveragePooling2D,
  globalMaxPooling2D,
  maxPooling2D,
  permute,
  reshape,
  zeroPadding2D,
} from './layers/shape.js';
import {
  batchNormalization,
  conv2D,
  dense,
  depthwiseConv2D,
  rescaling,
  separableConv2D,
} from './layers/weighted.js';
import { optimize } from './optimize.js';
import { inputsOf, type Operation, type Plan, type Shape, type ValueId } from './plan.js';
import { INPUT_SHAPES } from './topology.js';
import { WeightStore } from './weights.js';

/** x * scale[c] + shift[c] on channel c. Batch normalization and rescaling become this. */
export interface Affine {
  readonly kind: 'affine';
  readonly name: string;
  readonly input: ValueId;
  readonly output: ValueId;
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

type WithoutCount<T> = T extends unknown ? Omit<T, 'multiplyAdds'> : never;

/** An operation without its multiply-adds, or an affine that is not folded yet. */
export type DraftOperation = WithoutCount<Operation> | Affine;

/** A plan before optimization. Each operation stands after those it reads. */
export interface Draft {
  readonly values: readonly Shape[];
  readonly input: ValueId;
  readonly output: ValueId;
  readonly operations: readonly DraftOperation[];
}

/** A value with its shape in the descriptor: any rank, without the batch. */
export interface Tensor {
  readonly value: ValueId;
  readonly dims: readonly number[];
}

type WithoutOutput<T> = T extends unknown ? Omit<T, 'output'> : never;

/** A shape [height, width, channels] with the same numbers in the same order. */
function shapeOf(dims: readonly number[]): Shape {
  const channels = dims.at(-1) ?? 1;
  const width = dims.at(-2) ?? 1;
  if (dims.length <= 3) return [dims.at(-3) ?? 1, width, channels];
  return [1, elementsOf(dims) / channels, channels];
}

/** Collects values and operations while the layers are lowered. */
export class DraftBuilder {
  readonly values: Shape[] = [];
  readonly operations: DraftOperation[] = [];
  private elements = 0;

  /** Counts numbers before memory is taken for them. @throws DescriptorError `network-too-large` */
  reserve(name: string, elements: number): void {
    this.elements += elements;
    checkBound(this.elements, BOUNDS.valueElements, `numbers in the results up to layer ${name}`);
  }

  /** @throws DescriptorError `network-too-large` */
  addValue(name: string, dims: readonly number[]): Tensor {
    this.reserve(name, elementsOf(dims));
    checkBound(this.values.length + 1, BOUNDS.values, `results up to layer ${name}`);
    return { value: this.values.push(shapeOf(dims)) - 1, dims };
  }

  /** Appends an operation whose output has the shape `dims`. */
  emit(operation: WithoutOutput<DraftOperation>, dims: readonly number[]): Tensor {
    const tensor = this.addValue(operation.name, dims);
    this.operations.push({ ...operation, output: tensor.value });
    return tensor;
  }

  /** The same numbers with another shape. */
  reshape(name: string, tensor: Tensor, dims: readonly number[]): Tensor {
    return this.emit({ kind: 'reshape', name, input: tensor.value }, dims);
  }
}

/**
 * Renumbers the values in use, counts multiply-adds and checks the totals.
 *
 * @param draft without affines
 * @throws DescriptorError `network-too-large`, `weights-not-finite`
 */
function finishPlan(draft: Draft): Plan {
  const used = [draft.input, ...draft.operations.map(({ output }) => output)];
  const numbers = new Map(used.map((id, index) => [id, index]));
  const renumber = (id: ValueId): ValueId => numbers.get(id) ?? 0;
  const shapeById = (id: ValueId): Shape => draft.values[id] ?? [0, 0, 0];
  let visits = 0;
  const operations = draft.operations.map((operation) => {
    checkFinite(operation);
    const [first = 0, second = 0] = inputsOf(operation);
    const output = shapeById(operation.output);
    visits += countVisits(operation, output);
    const shared = {
      output: renumber(operation.output),
      multiplyAdds: countMultiplyAdds(operation, shapeById(first), output),
    };
    return operation.kind === 'add'
      ? { ...operation, ...shared, inputs: [renumber(first), renumber(second)] }
      : { ...operation, ...shared, input: renumber(first) };
  }) as Operation[];
  const multiplyAdds = operations.reduce((sum, operation) => sum + operation.multiplyAdds, 0);
  checkBound(multiplyAdds + visits, BOUNDS.multiplyAdds, 'multiply-adds');
  return {
    values: used.map(shapeById),
    input: renumber(draft.input),
    output: renumber(draft.output),
    operations,
    multiplyAdds,
    weightCount: operations.reduce((sum, operation) => sum + countWeights(operation), 0),
  };
}

function countMultiplyAdds(operation: DraftOperation, input: Shape, output: Shape): number {
  const positions = output[0] * output[1];
  switch (operation.kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
      return positions * operation.weights.length;
    case 'dense':
      return input[2] * output[2];
    default:
      return 0;
  }
}

/** Elements that pooling reads. It multiplies nothing, but large windows take time. */
function countVisits(operation: DraftOperation, output: Shape): number {
  if (operation.kind !== 'maxPool' && operation.kind !== 'averagePool') return 0;
  const [height, width] = operation.window;
  return output[0] * output[1] * output[2] * height * width;
}

function checkFinite(operation: DraftOperation): void {
  if (!('weights' in operation)) return;
  if ([operation.weights, operation.bias].every((values) => values.every(Number.isFinite))) return;
  throw new DescriptorError(
    'weights-not-finite',
    `layer ${operation.name}: its weights are not finite in float32 once batch normalization is folded in; export the network again`,
  );
}

/** Trained parameters. */
export function countWeights(operation: Operation): number {
  return 'weights' in operation ? operation.weights.length + operation.bias.length : 0;
}

const identity: Lowering = (_layer, input) => input;

/** Layers that change nothing once a network is trained. */
const IDENTITIES = [
  'InputLayer',
  'Dropout',
  'SpatialDropout1D',
  'SpatialDropout2D',
  'GaussianNoise',
  'GaussianDropout',
  'AlphaDropout',
  'ActivityRegularization',
  'RandomFlip',
  'RandomRotation',
  'RandomTranslation',
  'RandomZoom',
  'RandomContrast',
  'RandomBrightness',
];

/** Layers of one input, by class name. */
export const LOWERINGS: ReadonlyMap<string, Lowering> = new Map<string, Lowering>([
  ...IDENTITIES.map((className) => [className, identity] as const),
  ...activationLayers,
  ['Activation', applyActivation],
  ['AveragePooling2D', averagePooling2D],
  ['BatchNormalization', batchNormalization],
  // The name in Keras 2 on TensorFlow 2; the same computation.
  ['BatchNormalizationV2', batchNormalization],
  ['Conv2D', conv2D],
  ['Dense', dense],
  ['DepthwiseConv2D', depthwiseConv2D],
  ['Flatten', flatten],
  ['GlobalAveragePooling2D', globalAveragePooling2D],
  ['GlobalMaxPooling2D', globalMaxPooling2D],
  ['MaxPooling2D', maxPooling2D],
  ['Permute', permute],
  ['Rescaling', rescaling],
  ['Reshape', reshape],
  ['SeparableConv2D', separableConv2D],
  ['ZeroPadding2D', zeroPadding2D],
]);

/** Layers of several inputs, by class name. */
export const MERGE_LOWERINGS: ReadonlyMap<string, MergeLowering> = new Map([
  ['Add', add],
  ['Concatenate', concatenate],
]);

/** Turns each layer into operations. Folding and fusing come later. */
function lowerLayers(descriptor: Descriptor, weights: ReadonlyMap<string, WeightTensor>): Draft {
  const draft = new DraftBuilder();
  const store = new WeightStore(weights);
  const image = draft.addValue('input', [28, 28, 1]);
  const tensors = new Map<string, Tensor>();
  for (const call of descriptor.layers) {
    const layer = layerOf(call, descriptor.kerasMajor, store);
    const inputs = call.inputs.flatMap((id) => tensors.get(id) ?? []);
    const result =
      inputs.length === 0
        ? lowerInput(layer, image, draft)
        : lowerLayer(call.className, layer, inputs, draft);
    tensors.set(call.id, result);
  }
  const unused = store.unused();
  if (unused.length > 0) {
    throw new DescriptorError(
      'weights-unused',
      `no layer uses ${unused.slice(0, 5).join(', ')}; use the weights that were saved with this network`,
    );
  }
  const output = tensors.get(descriptor.output) ?? image;
  const { values, operations } = draft;
  return {
    values,
    operations,
    input: image.value,
    output: lowerOutput(output, descriptor, draft).value,
  };
}

function layerOf(call: LayerCall, kerasMajor: number, store: WeightStore): Layer {
  const where = `layer ${call.id} (${call.className})`;
  const options = new Fields(call.config, where, 'layer-invalid');
  return {
    name: call.id,
    kerasMajor,
    options,
    weight: (parameters, shape) => store.claim(call.path, [parameters].flat(), shape, options),
    applied: (value) => readActivation(value, options, kerasMajor),
  };
}

function lowerLayer(
  className: string,
  layer: Layer,
  inputs: readonly Tensor[],
  draft: DraftBuilder,
): Tensor {
  const merge = MERGE_LOWERINGS.get(className);
  if (merge) return merge(layer, inputs, draft);
  const lowering = LOWERINGS.get(className);
  if (!lowering) {
    throw layer.options.error(
      `this class of layer is not supported; supported are ${[...LOWERINGS.keys(), ...MERGE_LOWERINGS.keys()].sort().join(', ')}`,
      'layer-unknown',
    );
  }
  const [input] = inputs;
  if (!input || inputs.length > 1) {
    throw layer.options.error(`it has ${inputs.length} inputs; it must have one`);
  }
  return lowering(layer, input, draft);
}

/** The 28×28×1 image, in the shape that the network declares for its 784 numbers. */
function lowerInput(layer: Layer, image: Tensor, draft: DraftBuilder): Tensor {
  const declared = declaredShape(layer);
  if (!declared) throw layer.options.error('it has no batch_input_shape or batch_shape; add one');
  const dims = declared.filter((size) => size !== null);
  const ones = dims.filter((size) => size !== 1).join();
  if (dims.length !== declared.length || (ones !== '28,28' && ones !== '784')) {
    throw layer.options.error(
      `its shape is ${showShape(declared)}; it must be 28×28×1`,
      'input-shape',
    );
  }
  return draft.reshape(layer.name, image, dims);
}

function lowerOutput(output: Tensor, { metadata }: Descriptor, draft: DraftBuilder): Tensor {
  const { labels, notADigit } = metadata;
  const count = notADigit === undefined ? labels.length : labels.length + 1;
  if (output.dims.at(-1) !== count || elementsOf(output.dims) !== count) {
    const needed =
      notADigit === undefined
        ? 'ten classes; for an eleventh, digitRecognizer.notADigit must give the index of the output for what is not a digit'
        : `eleven classes, because digitRecognizer.notADigit is ${notADigit}`;
    throw new DescriptorError(
      'output-shape',
      `the network's output is ${showShape(output.dims)}; it must be ${needed}`,
    );
  }
  return draft.reshape('output', output, [count]);
}

/** Without the batch, of a network's input; null for a size that is not fixed. */
function declaredShape({ options }: Layer): (number | null)[] | undefined {
  const key = INPUT_SHAPES.find((name) => options.has(name));
  if (!key) return undefined;
  const [, ...sizes] = options.list(key);
  return sizes.map((size) => {
    if (size !== null && !isIntegerWithin(size, 1, BOUNDS.size)) {
      throw options.mismatch(key, `a list of sizes from 1 to ${BOUNDS.size}`);
    }
    return size;
  });
}

/**
 * Compiles a descriptor and its weights to a plan. Layers for training are removed, batch normalization is
 * folded, and activations are fused. The results are those of the layers, up to rounding.
 *
 * @param weights every tensor of the network, by its name in the manifest
 * @throws DescriptorError
 */
export function buildPlan(
  descriptor: Descriptor,
  weights: ReadonlyMap<string, WeightTensor>,
): Plan {
  return finishPlan(optimize(lowerLayers(descriptor, weights)));
}
