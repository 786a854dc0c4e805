import { LayerList, validName } from '../model.js';
import {
  at,
  bad,
  broadcastTo,
  elementsOf,
  showShape,
  type Tensor,
  unsupported,
} from '../tensor.js';
import {
  asVector,
  type Call,
  constantOf,
  emit,
  type Flow,
  type FlowDraft,
  flowOf,
  identityOrder,
  imageOrder,
  type ImageShape,
  reshape,
  sameNumbers,
  type Translation,
} from './flow.js';
import { IMAGE_TRANSLATIONS } from './images.js';
import { axisOf, softmaxGroups } from './node.js';
import { OPERATORS, type Trace } from './operators.js';

interface Translated {
  /** The last gives the ten values. */
  readonly layers: LayerList;
  readonly kind: Flow['kind'];
  readonly notes: readonly string[];
}

/**
 * Turns a traced graph into Keras layers on channels-last values.
 *
 * @throws ScriptError `unsupported-network` naming the node that no layer computes
 */
export function translate({ graph, inputShape, nodes, constants, shapeOf }: Trace): Translated {
  const layers = new LayerList();
  const notes: string[] = [];
  const flows = new Map<string, Flow>();
  /** For each value, the `op_type` of those that read it; the graph's output is read once more. */
  const readers = new Map<string, string[]>([[graph.output, ['']]]);
  for (const { inputs, opType } of nodes) {
    for (const name of inputs) readers.set(name, [...(readers.get(name) ?? []), opType]);
  }
  const keep = (name: string, draft: FlowDraft, from: readonly (Flow | undefined)[]) => {
    const shared = from.some((flow) => flow?.layer === draft.layer && !flow.exclusive);
    const exclusive = !shared && readers.get(name)?.length === 1;
    flows.set(name, { ...draft, exclusive });
  };
  const { name } = graph.input;
  const order = identityOrder(elementsOf(inputShape));
  const side = Math.sqrt(order.length);
  const shape = [side, side, 1];
  const config = { batch_input_shape: [null, ...shape] };
  const layer = layers.emit('InputLayer', validName(name) || 'inputlayer', config, []);
  keep(name, { layer, shape, order, nonNegative: false, kind: 'values' }, []);
  for (const node of nodes) {
    const call: Call = {
      node,
      layers,
      flows: node.inputs.map((input) => flows.get(input)),
      constants: node.inputs.map((input) => constants.get(input)),
      shapes: node.inputs.map(shapeOf),
      resultShape: shapeOf(node.output),
      readers: readers.get(node.output) ?? [],
      note: (line) => notes.push(line),
    };
    keep(
      node.output,
      at(node.where, () => translateNode(call)),
      call.flows,
    );
  }
  const output = flows.get(graph.output);
  if (!output) throw unsupported(`output ${graph.output} does not depend on the image`);
  if (!sameNumbers(output.order, identityOrder(elementsOf(output.shape)))) {
    throw unsupported(
      `${nodes.at(-1)?.where ?? 'the output'}: the ten values are put into another order at the end; leave out the last Transpose`,
    );
  }
  if (output.shape.length > 1) {
    layers.emit('Flatten', validName(`${output.layer.name}_flatten`), {}, [output.layer]);
  }
  return { layers, kind: output.kind, notes };
}

function translateNode(call: Call): FlowDraft {
  const { opType } = call.node;
  const translation = TRANSLATIONS.get(opType);
  if (translation) return translation(call);
  throw unsupported(
    `${opType} is supported on shapes and weights, not on what depends on the image; there ${[...TRANSLATIONS.keys()].join(', ')} are`,
  );
}

/** A node that moves numbers and computes none: what it does to the value, it does to its order. */
const view: Translation = ({ node, flows, constants, shapes }) => {
  const [flow] = flows;
  const operator = OPERATORS.get(node.opType);
  if (!flow || !operator) throw unsupported('its first input is constant, its others are not');
  const order = { shape: shapes[0]!, values: flow.order };
  return { ...flow, order: operator(node, order, ...constants.slice(1)).values };
};

function activation(
  call: Call,
  className: string,
  config: Readonly<Record<string, unknown>>,
  nonNegative = false,
): FlowDraft {
  return emit(call, className, config, flowOf(call), { nonNegative });
}

/** @param kind of its result */
function softmax(call: Call, kind: Flow['kind']): FlowDraft {
  const flow = flowOf(call);
  const shape = call.shapes[0]!;
  if (softmaxGroups(call.node, shape)[0] !== flow.order.length) {
    throw unsupported(
      `it works along a part of ${showShape(shape)}; over all classes of one image is supported`,
    );
  }
  return emit(call, 'Softmax', { axis: -1 }, asVector(call, flow), { nonNegative: true, kind });
}

/** A ReLU with an upper bound; from 0 to 6 it is ReLU6. */
const clip: Translation = (call) => {
  const { node, constants } = call;
  const bound = (index: number, key: string, fallback: number) => {
    if (node.inputs[index] && !constants[index]) {
      throw unsupported('its bounds depend on the image; constants are supported');
    }
    return constants[index]?.values[0] ?? node.float(key, fallback);
  };
  const [least, most] = [bound(1, 'min', -Infinity), bound(2, 'max', Infinity)];
  if (least !== 0 || most <= 0) {
    throw unsupported(`it clips from ${least} to ${most}; from 0 up is supported`);
  }
  // The largest float32 is how some exporters write that there is no bound.
  return activation(call, 'ReLU', most < 3e38 ? { max_value: most } : {}, true);
};

/** Constants spread over a value, number by number in the order of the layer's result. */
function spread(call: Call, flow: Flow, constant: Tensor): Float64Array {
  const all = broadcastTo(constant, call.resultShape).values;
  const placed = new Float64Array(all.length);
  flow.order.forEach((place, i) => (placed[place] = all[i]!));
  return placed;
}

/** value * scale + shift, both spread over the value. */
function applyAffine(call: Call, flow: Flow, scale: Float64Array, shift: Float64Array): FlowDraft {
  if (scale.every((x) => x === 1) && addToBias(call, flow, shift)) {
    return { ...flow, nonNegative: false, kind: 'values' };
  }
  const [factor, offset] = [scale[0] ?? 1, shift[0] ?? 0];
  if (scale.every((x) => x === factor) && shift.every((x) => x === offset)) {
    return emit(call, 'Rescaling', { scale: factor, offset }, flow);
  }
  const zero = new Float64Array(scale.length);
  const one = zero.map(() => 1);
  const parameters = { gamma: scale, beta: shift, moving_mean: zero, moving_variance: one };
  return normalize(call, flow, parameters, 0);
}

/** A BatchNormalization; over a row of numbers if the parameters are not one for each channel. */
function normalize(
  call: Call,
  given: Flow,
  parameters: Readonly<Record<string, Float64Array>>,
  epsilon: number,
): FlowDraft {
  const fits = Object.values(parameters).every((all) => isPerChannel(all, channelsOf(given)));
  const flow = fits ? given : asVector(call, given);
  const channels = channelsOf(flow);
  const tensors = Object.fromEntries(
    Object.entries(parameters).map(([parameter, all]) => [
      parameter,
      { shape: [channels], values: all.slice(0, channels) },
    ]),
  );
  const config = { axis: -1, epsilon, momentum: 0.99, center: true, scale: true };
  return emit(call, 'BatchNormalization', config, flow, { tensors });
}

/** Whether the layer before could take it up. */
function addToBias(call: Call, flow: Flow, shift: Float64Array): boolean {
  const { className, config, name, tensors } = flow.layer;
  const channels = channelsOf(flow);
  if (!flow.exclusive || !/Conv2D$|^Dense$/.test(className)) return false;
  if (!isPerChannel(shift, channels)) return false;
  const old = tensors.get('bias')?.values;
  // The file's own numbers stay as they are: the source is still to be evaluated with them.
  const values = new Float64Array(channels).map((_, i) => (old?.[i] ?? 0) + shift[i]!);
  tensors.set('bias', { shape: [channels], values });
  config['use_bias'] = true;
  call.note(`${call.node.where}: folded into the bias of ${name}`);
  return true;
}

function isPerChannel(all: Float64Array, channels: number): boolean {
  return all.every((value, place) => value === all[place % channels]);
}

function channelsOf({ shape }: Flow): number {
  return shape.at(-1) ?? 1;
}

/** A scale and a shift. */
type Affine = readonly [Float64Array, Float64Array];

/**
 * An operation on a value and constants.
 *
 * @param affine of the constants, spread over the value; `first` tells whether the value is the
 *   node's first input
 */
function withConstant(affine: (constant: Float64Array, first: boolean) => Affine): Translation {
  return (call) => {
    const first = call.flows[0] !== undefined;
    if (first && call.flows[1]) {
      throw unsupported('it works on two values; a value and constants are supported');
    }
    const flow = flowOf(call, first ? 0 : 1);
    const constant = constantOf(call, first ? 1 : 0);
    if (elementsOf(call.resultShape) !== flow.order.length) {
      throw unsupported(
        `its constants ${showShape(constant.shape)} widen the value to ${showShape(call.resultShape)}; constants that fit into the value are supported`,
      );
    }
    return applyAffine(call, flow, ...affine(spread(call, flow, constant), first));
  };
}

const fill = (like: Float64Array, value: number) => like.map(() => value);
const addConstant = withConstant((constant) => [fill(constant, 1), constant]);

/** A sum of two values, as at the end of a residual block, or of a value and constants. */
const add: Translation = (call) => {
  if (!call.flows[0] || !call.flows[1]) return addConstant(call);
  const [a, b] = [flowOf(call, 0), flowOf(call, 1)];
  const [left, right] = call.shapes as [readonly number[], readonly number[]];
  if (!sameNumbers(a.order, b.order) || !sameNumbers(left, right)) {
    throw unsupported(
      `it adds ${showShape(left)} and ${showShape(right)}; two values of one shape and layout are supported`,
    );
  }
  const { node, layers } = call;
  const inputs = [a.layer, reshape(call, b, a.shape).layer];
  const layer = layers.emit('Add', validName(node.name) || 'add', {}, inputs);
  return { ...a, layer, nonNegative: a.nonNegative && b.nonNegative, kind: 'values' };
};

/** Joins images by their channels, or rows of numbers. */
const concatenate: Translation = (call) => {
  const { node, layers, shapes, resultShape } = call;
  const axis = axisOf(node.int('axis', 0), resultShape.length);
  const flows = shapes.map((_, i) => flowOf(call, i));
  const imageOf = ([, a = 0, b = 0, c = 0]: readonly number[]): ImageShape =>
    axis === 1 ? [b, c, a] : [a, b, c];
  const imageOrderOf = (image: ImageShape) =>
    axis === 1 ? imageOrder(image) : identityOrder(elementsOf(image));
  const areImages =
    resultShape.length === 4 &&
    (axis === 1 || axis === 3) &&
    flows.every(({ order }, i) => sameNumbers(order, imageOrderOf(imageOf(shapes[i]!))));
  if (!areImages && elementsOf(resultShape.slice(0, axis)) !== 1) {
    throw unsupported(
      `it joins ${shapes.map(showShape).join(', ')} along axis ${axis}; images along their channels and rows of numbers are supported`,
    );
  }
  const inputs = flows.map((flow, i) =>
    areImages ? reshape(call, flow, imageOf(shapes[i]!)) : asVector(call, flow),
  );
  let start = 0;
  const rows = flows.flatMap(({ order }) => {
    const moved = Array.from(order, (place) => start + place);
    start += order.length;
    return moved;
  });
  const name = validName(node.name) || 'concatenate';
  const read = inputs.map(({ layer }) => layer);
  return {
    layer: layers.emit('Concatenate', name, { axis: -1 }, read),
    shape: areImages ? imageOf(resultShape) : [rows.length],
    order: areImages ? imageOrderOf(imageOf(resultShape)) : Float64Array.from(rows),
    nonNegative: flows.every(({ nonNegative }) => nonNegative),
    kind: 'values',
  };
};

/** Its parameters go by the second axis. */
const batchNormalization: Translation = (call) => {
  const flow = flowOf(call);
  const behind = call.shapes[0]!.slice(2).map(() => 1);
  const parameter = (index: number) => {
    const { values } = constantOf(call, index);
    return spread(call, flow, { shape: [values.length, ...behind], values });
  };
  const parameters = {
    gamma: parameter(1),
    beta: parameter(2),
    moving_mean: parameter(3),
    moving_variance: parameter(4),
  };
  return normalize(call, flow, parameters, call.node.float('epsilon', 1e-5));
};

const gemm: Translation = (call) => {
  const { node, resultShape } = call;
  if (node.int('transA', 0) !== 0) throw unsupported('transA is 1; 0 is supported');
  const { values, shape } = constantOf(call, 1);
  const [alpha, beta] = [node.float('alpha', 1), node.float('beta', 1)];
  const turned = node.int('transB', 0) !== 0;
  const weight = (input: number, unit: number) =>
    alpha * values[turned ? unit * shape[1]! + input : input * shape[1]! + unit]!;
  const units = resultShape[1]!;
  if (!node.inputs[2]) return dense(call, units, weight);
  const bias = broadcastTo(constantOf(call, 2), resultShape).values;
  return dense(call, units, weight, { shape: [units], values: bias.map((x) => beta * x) });
};

/** A row of numbers times a constant matrix [inputs, units]. */
function dense(
  call: Call,
  units: number,
  weight: (input: number, unit: number) => number,
  bias?: Tensor,
): FlowDraft {
  const { node, shapes } = call;
  const given = flowOf(call);
  const inputs = given.order.length;
  if (elementsOf(shapes[0]!) !== shapes[0]!.at(-1)) {
    throw unsupported(`its input is ${showShape(shapes[0]!)}; [1, size] is supported`);
  }
  const flow = asVector(call, given);
  if (!sameNumbers(flow.order, identityOrder(inputs))) {
    call.note(`${node.where}: its weights' rows now follow values with the channels last`);
  }
  const values = new Float64Array(inputs * units);
  flow.order.forEach((place, input) => {
    for (let unit = 0; unit < units; unit++) values[place * units + unit] = weight(input, unit);
  });
  const config = { units, activation: 'linear', use_bias: bias !== undefined };
  const tensors = { kernel: { shape: [inputs, units], values }, ...(bias && { bias }) };
  return emit(call, 'Dense', config, flow, {
    ...{ shape: [units], order: identityOrder(units), tensors },
  });
}

/** By `op_type`, for nodes whose result depends on the image. */
const TRANSLATIONS: ReadonlyMap<string, Translation> = new Map(
  Object.entries<Translation>({
    ...IMAGE_TRANSLATIONS,
    Add: add,
    BatchNormalization: batchNormalization,
    Cast: view,
    Concat: concatenate,
    Clip: clip,
    Div: withConstant((constant, first) => {
      if (!first) throw unsupported('it divides by a value; by constants is supported');
      if (constant.some((x) => x === 0)) throw bad('it divides by zero');
      return [constant.map((x) => 1 / x), fill(constant, 0)];
    }),
    Dropout(call) {
      call.note(`${call.node.where}: dropped, it changes nothing once trained`);
      return view(call);
    },
    Elu: (call) => activation(call, 'ELU', { alpha: call.node.float('alpha', 1) }),
    Flatten: view,
    Gemm: gemm,
    Identity: view,
    LeakyRelu: (call) => activation(call, 'LeakyReLU', { alpha: call.node.float('alpha', 0.01) }),
    /** Of a softmax: dropped, as that of a LogSoftmax is. */
    Log(call) {
      const flow = flowOf(call);
      if (flow.kind !== 'probabilities') {
        throw unsupported(
          'it is the logarithm of what is no softmax; that of a softmax is supported',
        );
      }
      call.note(`${call.node.where}: dropped, so that the softmax before it is the output`);
      return { ...flow, kind: 'logProbabilities' };
    },
    /** Its exponential, a softmax: the same digit wins, and it is probabilities that are wanted. */
    LogSoftmax(call) {
      call.note(`${call.node.where}: replaced by a softmax, whose logarithm it is`);
      return softmax(call, 'logProbabilities');
    },
    MatMul(call) {
      const { values, shape } = constantOf(call, 1);
      const units = shape[1]!;
      return dense(call, units, (input, unit) => values[input * units + unit]!);
    },
    Mul: withConstant((constant) => [constant, fill(constant, 0)]),
    Relu: (call) => activation(call, 'ReLU', {}, true),
    Reshape: view,
    Sigmoid: (call) => activation(call, 'Activation', { activation: 'sigmoid' }, true),
    Softmax: (call) => softmax(call, 'probabilities'),
    Squeeze: view,
    Sub: withConstant((constant, first) =>
      first ? [fill(constant, 1), constant.map((x) => -x)] : [fill(constant, -1), constant],
    ),
    Tanh: (call) => activation(call, 'Activation', { activation: 'tanh' }),
    Transpose: view,
    Unsqueeze: view,
  }).sort(([a], [b]) => (a < b ? -1 : 1)),
);
