import { BOUNDS, Fields, isIntegerWithin } from './check.js';
import type { Descriptor, LayerCall, WeightTensor } from './descriptor.js';
import { DescriptorError } from './errors.js';
import { readActivation } from './layers/activations.js';
import { LOWERINGS, MERGE_LOWERINGS } from './layers/index.js';
import { shapeMismatch, type Layer } from './layers/layer.js';
import { optimize } from './optimize.js';
import {
  DraftBuilder,
  elementsOf,
  finishPlan,
  showShape,
  type Draft,
  type Tensor,
} from './draft.js';
import type { Plan } from './plan.js';
import { WeightStore } from './weights.js';

/** Turns each layer into operations, one after the other; nothing is folded or fused yet. */
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
      `no layer uses ${unused.slice(0, 5).join(', ')}; the weights belong to another network`,
    );
  }
  const output = tensors.get(descriptor.output) ?? image;
  const { values, operations } = draft;
  return { values, operations, input: image.value, output: classes(output, draft).value };
}

function layerOf(call: LayerCall, kerasMajor: number, store: WeightStore): Layer {
  const where = `layer ${call.id} (${call.className})`;
  const options = new Fields(call.config, where, 'layer-invalid');
  return {
    name: call.id,
    kerasMajor,
    options,
    weight: (parameters, shape) => store.take(call.path, [parameters].flat(), shape, options),
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
    throw layer.options.error(`it reads ${inputs.length} values where one is needed`);
  }
  checkDeclaredShape(layer, input);
  return lowering(layer, input, draft);
}

/** The 28×28×1 image, seen as the shape that the network declares for the same 784 numbers. */
function lowerInput(layer: Layer, image: Tensor, draft: DraftBuilder): Tensor {
  const declared = declaredShape(layer);
  if (!declared) throw layer.options.error('it states no batch_input_shape or batch_shape');
  const dims = declared.filter((size) => size !== null);
  const ones = dims.filter((size) => size !== 1).join();
  if (dims.length !== declared.length || (ones !== '28,28' && ones !== '784')) {
    throw layer.options.error(
      `it takes ${showShape(declared)} where 28×28×1 is needed`,
      'input-shape',
    );
  }
  return draft.reshape(layer.name, image, dims);
}

function classes(output: Tensor, draft: DraftBuilder): Tensor {
  if (output.dims.at(-1) !== 10 || elementsOf(output.dims) !== 10) {
    throw new DescriptorError(
      'output-shape',
      `the network gives ${showShape(output.dims)} where ten classes are needed`,
    );
  }
  return draft.reshape('output', output, [10]);
}

/** Layers of older files repeat the shape of their input. */
function checkDeclaredShape(layer: Layer, input: Tensor): void {
  const declared = declaredShape(layer);
  const fits =
    declared?.length === input.dims.length &&
    declared.every((size, axis) => size === null || size === input.dims[axis]);
  if (declared && !fits) throw shapeMismatch(layer, input, showShape(declared));
}

/** Without the batch; null where any size will do. */
function declaredShape({ options }: Layer): (number | null)[] | undefined {
  const key = options.has('batch_shape') ? 'batch_shape' : 'batch_input_shape';
  if (!options.has(key)) return undefined;
  const [, ...sizes] = options.list(key);
  return sizes.map((size) => {
    if (size !== null && !isIntegerWithin(size, 1, BOUNDS.size)) {
      throw options.mismatch(key, `a list of sizes from 1 to ${BOUNDS.size}`);
    }
    return size;
  });
}

/**
 * Turns a descriptor and its weights into what a backend executes. Training-only layers vanish,
 * batch normalization is folded, activations are fused; the plan computes what the layers compute
 * up to rounding.
 *
 * @param weights every tensor of the network by its name in the manifest
 * @throws DescriptorError
 */
export function buildPlan(
  descriptor: Descriptor,
  weights: ReadonlyMap<string, WeightTensor>,
): Plan {
  return finishPlan(optimize(lowerLayers(descriptor, weights)));
}
