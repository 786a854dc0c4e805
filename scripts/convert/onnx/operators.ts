import { BOUNDS } from '../../../src/graph/index.js';
import {
  at,
  bad,
  broadcastTo,
  concatenate,
  convolve,
  elementsOf,
  logSoftmax,
  map,
  mapAlong,
  maximum,
  mean,
  meanWithPadding,
  multiply,
  pick,
  pool,
  poolAll,
  type Reduce,
  showShape,
  stridesOf,
  type Tensor,
  transpose,
  unsupported,
  walk,
  zeros,
} from '../tensor.js';
import type { OnnxGraph } from './format.js';
import {
  axisOf,
  type OnnxNode,
  placeWindow,
  readPads,
  reducedAxes,
  softmaxGroups,
} from './node.js';

/**
 * Computes a node's first result by the definition at https://onnx.ai/onnx/operators/, in float64,
 * for one image at a time.
 *
 * @param more the inputs behind the first; optional ones that are left out are undefined
 * @throws ScriptError `bad-network` for inputs that do not fit, `unsupported-network` for options
 *   that are not computed
 */
type Operator = (node: OnnxNode, x: Tensor, ...more: readonly (Tensor | undefined)[]) => Tensor;

/** @throws ScriptError `bad-network` if it is left out */
function required(input: Tensor | undefined, number: number): Tensor {
  if (input) return input;
  throw bad(`it lacks its input ${number}`);
}

/** Whole numbers that are an input in newer operator sets and an attribute in older ones. */
function numbersOf(input: Tensor | undefined, node: OnnxNode, key: string) {
  return input ? [...input.values] : node.ints(key);
}

/** Number by number, the smaller input repeated along the axes that it lacks. */
function elementwise(compute: (a: number, b: number) => number): Operator {
  return (_node, a, second) => {
    const b = required(second, 2);
    const rank = Math.max(a.shape.length, b.shape.length);
    const [left, right] = [a, b].map(({ shape }) => [
      ...new Array<number>(rank - shape.length).fill(1),
      ...shape,
    ]) as [number[], number[]];
    if (!left.every((size, i) => size === right[i] || size === 1 || right[i] === 1)) {
      throw bad(`${showShape(a.shape)} and ${showShape(b.shape)} do not fit each other`);
    }
    const shape = left.map((size, i) => (size === 1 ? right[i]! : size));
    const { values } = broadcastTo(b, shape);
    return map(broadcastTo(a, shape), (x, i) => compute(x, values[i]!));
  };
}

function vector(values: readonly number[], shape: readonly number[] = [values.length]): Tensor {
  return { shape, values: Float64Array.from(values) };
}

function imageOf(x: Tensor): Tensor {
  if (x.shape.length === 4 && x.shape[0] === 1) return x;
  throw unsupported(
    `its input is ${showShape(x.shape)}; [1, channels, height, width] is supported`,
  );
}

function pooled(node: OnnxNode, x: Tensor, reduce: Reduce): Tensor {
  const [, , height, width] = imageOf(x).shape as [number, number, number, number];
  return pool(x, placeWindow(node, [height, width]), reduce);
}

/** TensorProto.DataType of whole numbers, and of floating point. */
const WHOLE = [2, 3, 4, 5, 6, 7, 12, 13];
const REAL = [1, 10, 11];

const identity: Operator = (_node, x) => x;

/** By `op_type`. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  Object.entries<Operator>({
    Add: elementwise((a, b) => a + b),
    AveragePool: (node, x) =>
      pooled(node, x, node.int('count_include_pad', 0) === 0 ? mean : meanWithPadding),
    /** (x - mean) / sqrt(variance + epsilon) * scale + bias, by the channel: the second axis. */
    BatchNormalization(node, x, ...parameters) {
      const [scale, bias, means, variance] = [0, 1, 2, 3].map(
        (i) => required(parameters[i], i + 2).values,
      ) as [Float64Array, Float64Array, Float64Array, Float64Array];
      if (node.int('training_mode', 0) !== 0 || node.int('spatial', 1) !== 1) {
        throw unsupported('it is in training mode, or not spatial; export it for inference');
      }
      const channels = x.shape[1] ?? 0;
      if (![scale, bias, means, variance].every(({ length }) => length === channels)) {
        throw bad(`its parameters are not ${channels} numbers, one for each channel`);
      }
      const epsilon = node.float('epsilon', 1e-5);
      return mapAlong(x, 1, (value, c) => {
        return ((value - means[c]!) / Math.sqrt(variance[c]! + epsilon)) * scale[c]! + bias[c]!;
      });
    },
    /** To a whole number by cutting off, to floating point as it is. */
    Cast(node, x) {
      const to = node.int('to', 0);
      if (REAL.includes(to)) return x;
      if (WHOLE.includes(to)) return map(x, Math.trunc);
      throw unsupported(`it casts to type ${to}; floats and whole numbers are supported`);
    },
    /** Its bounds are attributes before operator set 11 and inputs since. */
    Clip(node, x, min, max) {
      const least = min?.values[0] ?? node.float('min', -Infinity);
      const most = max?.values[0] ?? node.float('max', Infinity);
      return map(x, (value) => Math.min(Math.max(value, least), most));
    },
    Concat: (node, first, ...others) =>
      concatenate(
        [first, ...others.map((other, i) => required(other, i + 2))],
        axisOf(node.int('axis', 0), first.shape.length),
      ),
    Constant(node) {
      const tensor = node.tensor('value');
      if (tensor) return tensor;
      const list = node.floats('value_floats') ?? node.ints('value_ints') ?? [];
      if (node.has('value_floats') || node.has('value_ints')) return vector(list);
      if (node.has('value_float')) return vector([node.float('value_float', 0)], []);
      if (node.has('value_int')) return vector([node.int('value_int', 0)], []);
      throw unsupported('it has no value, value_float(s) or value_int(s)');
    },
    ConstantOfShape(node, x) {
      const result = zeros([...x.values]);
      result.values.fill(node.tensor('value')?.values[0] ?? 0);
      return result;
    },
    /** Weights are [filters, channels / group, rows, columns]. */
    Conv(node, x, second, bias) {
      const weights = required(second, 2);
      if (x.shape.length !== 4 || weights.shape.length !== 4) {
        const axes = Math.max(x.shape.length - 2, 0);
        throw unsupported(
          `its input has ${axes} axes besides channels; images with two are supported`,
        );
      }
      const [batch, channels, height, width] = x.shape as [number, number, number, number];
      const [filters, depth, rows, columns] = weights.shape as [number, number, number, number];
      const groups = node.int('group', 1);
      if (depth * groups !== channels || filters % groups !== 0 || batch !== 1) {
        throw bad(
          `weights ${showShape(weights.shape)} in ${groups} groups do not fit an input ${showShape(x.shape)}`,
        );
      }
      if (bias && bias.values.length !== filters) throw bad('its bias has not a number per filter');
      const window = placeWindow(node, [height, width], [rows, columns]);
      return convolve(x, weights, window, groups, bias?.values);
    },
    Div: elementwise((a, b) => a / b),
    // A trained network is run, not trained: nothing is dropped.
    Dropout: identity,
    Elu(node, x) {
      const alpha = node.float('alpha', 1);
      return map(x, (value) => (value < 0 ? alpha * Math.expm1(value) : value));
    },
    Flatten(node, { shape, values }) {
      const axis = node.int('axis', 1);
      const split = axis < 0 ? axis + shape.length : axis;
      if (split < 0 || split > shape.length)
        throw bad(`axis ${axis} does not exist; its input has ${shape.length}`);
      return {
        shape: [elementsOf(shape.slice(0, split)), elementsOf(shape.slice(split))],
        values,
      };
    },
    /** Slices of the first input by the numbers in the second. */
    Gather(node, x, second) {
      const indices = required(second, 2);
      const axis = axisOf(node.int('axis', 0), x.shape.length);
      const [outer, inner] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
      const [size, area] = [x.shape[axis] ?? 0, elementsOf(inner)];
      const result = zeros([...outer, ...indices.shape, ...inner]);
      let position = 0;
      for (let i = 0; i < elementsOf(outer); i++) {
        for (const index of indices.values) {
          const counted = index < 0 ? index + size : index;
          if (!Number.isInteger(counted) || counted < 0 || counted >= size) {
            throw bad(`it takes number ${index} of ${size}`);
          }
          const from = (i * size + counted) * area;
          result.values.set(x.values.subarray(from, from + area), position);
          position += area;
        }
      }
      return result;
    },
    /** alpha * A * B + beta * C, A and B transposed where the attributes say so. */
    Gemm(node, a, second, c) {
      const b = required(second, 2);
      if (a.shape.length !== 2) throw bad(`its first input is ${showShape(a.shape)}, no matrix`);
      const turned = (matrix: Tensor, key: string) =>
        node.int(key, 0) ? permuted(matrix, [1, 0]) : matrix;
      const product = multiply(turned(a, 'transA'), turned(b, 'transB'));
      const [alpha, beta] = [node.float('alpha', 1), node.float('beta', 1)];
      const added = c && broadcastTo(c, product.shape).values;
      return map(product, (value, i) => alpha * value + (added ? beta * added[i]! : 0));
    },
    GlobalAveragePool: (_node, x) => poolAll(imageOf(x), mean),
    GlobalMaxPool: (_node, x) => poolAll(imageOf(x), maximum),
    Identity: identity,
    LeakyRelu(node, x) {
      const alpha = node.float('alpha', 0.01);
      return map(x, (value) => (value < 0 ? alpha * value : value));
    },
    Log: (_node, x) => map(x, Math.log),
    LogSoftmax: (node, x) => logSoftmax(x, ...softmaxGroups(node, x.shape)),
    /** A matrix, or several in front of it, times one matrix. */
    MatMul: (_node, a, b) => multiply(a, required(b, 2)),
    MaxPool: (node, x) => pooled(node, x, maximum),
    Mul: elementwise((a, b) => a * b),
    Pad(node, x, ...more) {
      const { before, after, value } = readPads(node, x.shape.length, more);
      const result = zeros(x.shape.map((size, axis) => size + before[axis]! + after[axis]!));
      result.values.fill(value);
      const strides = stridesOf(result.shape);
      const start = before.reduce((sum, pad, axis) => sum + pad * strides[axis]!, 0);
      walk(x.shape, strides, start, (place, position) => {
        result.values[place] = x.values[position]!;
      });
      return result;
    },
    ReduceMean(node, { shape, values }, given) {
      const axes = reducedAxes(node, given, shape.length);
      const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
      const sums = new Float64Array(elementsOf(kept));
      const steps = stridesOf(kept).map((stride, axis) => (axes.includes(axis) ? 0 : stride));
      walk(shape, steps, 0, (place, position) => {
        sums[place]! += values[position]!;
      });
      const isKept = (_: number, axis: number) =>
        node.int('keepdims', 1) !== 0 || !axes.includes(axis);
      const count = values.length / sums.length;
      return { shape: kept.filter(isKept), values: sums.map((sum) => sum / count) };
    },
    Relu: (_node, x) => map(x, (value) => Math.max(value, 0)),
    /** 0 keeps a size (unless `allowzero`), -1 takes what is left. */
    Reshape(node, x, given) {
      const shape = numbersOf(given, node, 'shape');
      if (!shape) throw bad('it lacks the shape to take');
      const keeps = node.int('allowzero', 0) === 0;
      const sizes = shape.map((size, axis) => (size === 0 && keeps ? (x.shape[axis] ?? 0) : size));
      const rest = elementsOf(sizes.filter((size) => size !== -1));
      const target = sizes.map((size) => (size === -1 ? x.values.length / rest : size));
      if (elementsOf(target) !== x.values.length || !target.every(Number.isInteger)) {
        throw bad(`${showShape(x.shape)} does not fill the shape ${showShape(shape)}`);
      }
      return { shape: target, values: x.values };
    },
    /** The sizes of its input; a part of them since operator set 15. */
    Shape(node, { shape }) {
      const end = node.has('end') ? node.int('end', 0) : undefined;
      return vector(shape.slice(node.int('start', 0), end));
    },
    Sigmoid: (_node, x) => map(x, (value) => 1 / (1 + Math.exp(-value))),
    /** Its bounds are attributes before operator set 10 and inputs since. */
    Slice(node, x, ...more) {
      const starts = numbersOf(more[0], node, 'starts') ?? [];
      const ends = numbersOf(more[1], node, 'ends') ?? [];
      const axes = numbersOf(more[2], node, 'axes') ?? starts.map((_, i) => i);
      const steps = more[3] ? [...more[3].values] : starts.map(() => 1);
      if ([ends, axes, steps].some(({ length }) => length !== starts.length)) {
        throw bad('its starts, ends, axes and steps are not equally many');
      }
      const strides = stridesOf(x.shape);
      const ranges = x.shape.map((size, axis) => ({ size, first: 0, step: strides[axis]! }));
      axes.forEach((given, i) => {
        const axis = axisOf(given, x.shape.length);
        const step = steps[i]!;
        if (!Number.isInteger(step) || step === 0) throw bad(`a step is ${step}`);
        const size = x.shape[axis] ?? 0;
        const [least, most] = step > 0 ? [0, size] : [-1, size - 1];
        const place = (to: number) => Math.min(Math.max(to < 0 ? to + size : to, least), most);
        const first = place(starts[i]!);
        const count = Math.max(Math.ceil((place(ends[i]!) - first) / step), 0);
        ranges[axis] = { size: count, first: first * strides[axis]!, step: step * strides[axis]! };
      });
      return pick(
        x,
        ranges.map(({ size }) => size),
        ranges.map(({ step }) => step),
        ranges.reduce((sum, { first }) => sum + first, 0),
      );
    },
    Softmax: (node, x) => map(logSoftmax(x, ...softmaxGroups(node, x.shape)), Math.exp),
    /** Without axes, every size of 1 goes. */
    Squeeze(node, { shape, values }, given) {
      const axes = numbersOf(given, node, 'axes')?.map((axis) => axisOf(axis, shape.length));
      if (axes?.some((axis) => shape[axis] !== 1)) {
        throw bad(`an axis of ${showShape(shape)} that it is to take away is not 1`);
      }
      return {
        shape: shape.filter((size, i) => (axes ? !axes.includes(i) : size !== 1)),
        values,
      };
    },
    Sub: elementwise((a, b) => a - b),
    Tanh: (_node, x) => map(x, Math.tanh),
    /** Without `perm`, the axes in reverse. */
    Transpose: (node, x) => permuted(x, node.ints('perm') ?? [...x.shape.keys()].reverse()),
    Unsqueeze(node, { shape, values }, given) {
      const axes = numbersOf(given, node, 'axes');
      if (!axes) throw bad('it lacks the axes to add');
      const rank = shape.length + axes.length;
      const added = new Set(axes.map((axis) => axisOf(axis, rank)));
      if (added.size !== axes.length) throw bad('it adds an axis twice');
      const rest = [...shape];
      return {
        shape: Array.from({ length: rank }, (_, i) => (added.has(i) ? 1 : rest.shift()!)),
        values,
      };
    },
  }),
);

/** @param order for each axis of the result, the axis of the tensor */
function permuted(tensor: Tensor, order: readonly number[]): Tensor {
  const { shape } = tensor;
  if (order.length === shape.length && shape.every((_, axis) => order.includes(axis))) {
    return transpose(tensor, order);
  }
  throw bad(`${showShape(order)} is no order of the axes of ${showShape(shape)}`);
}

/** A graph for an input of a certain shape: what is fixed, what depends on the image, and its shapes. */
export interface Trace {
  readonly graph: OnnxGraph;
  readonly inputShape: readonly number[];
  /** Weights, and whatever is computed from weights and shapes alone. */
  readonly constants: ReadonlyMap<string, Tensor>;
  /** Nodes whose result depends on the image, in the order of execution. */
  readonly nodes: readonly OnnxNode[];
  shapeOf(name: string): readonly number[];
}

/**
 * Computes the graph once, on a blank image, to know which values are constant and how large the
 * others are.
 *
 * @throws ScriptError for operators that are not supported and values that do not fit
 */
export function traceGraph(graph: OnnxGraph, inputShape: readonly number[]): Trace {
  const constants = new Map(graph.initializers);
  const values = new Map([[graph.input.name, zeros(inputShape)]]);
  const nodes: OnnxNode[] = [];
  let elements = 0;
  for (const node of graph.nodes) {
    const result = compute(node, (name) => constants.get(name) ?? values.get(name));
    const fixed =
      node.opType === 'Shape' || node.inputs.every((name) => name === '' || constants.has(name));
    (fixed ? constants : values).set(node.output, result);
    if (!fixed) nodes.push(node);
    elements += result.values.length;
    if (elements > BOUNDS.valueElements) {
      throw unsupported(
        `${node.where}: the results up to it hold more than the ${BOUNDS.valueElements} numbers supported`,
      );
    }
  }
  const shapes = new Map([...constants, ...values].map(([name, { shape }]) => [name, shape]));
  return { graph, inputShape, constants, nodes, shapeOf: (name) => shapes.get(name) ?? [] };
}

/** @param image numbers that fill the traced input. @returns the output's numbers */
export function runTrace(trace: Trace, image: Float64Array): Float64Array {
  const { graph, constants } = trace;
  const values = new Map([[graph.input.name, { shape: trace.inputShape, values: image }]]);
  const valueOf = (name: string): Tensor | undefined => constants.get(name) ?? values.get(name);
  for (const node of trace.nodes) values.set(node.output, compute(node, valueOf));
  return valueOf(graph.output)!.values;
}

const NOTHING: Tensor = { shape: [], values: new Float64Array(0) };

/** @throws ScriptError naming the node */
export function compute(node: OnnxNode, valueOf: (name: string) => Tensor | undefined): Tensor {
  return at(node.where, () => {
    const operator = node.domain === '' ? OPERATORS.get(node.opType) : undefined;
    if (!operator) {
      const from = node.domain === '' ? '' : ` of ${node.domain}`;
      throw unsupported(
        `${node.opType}${from} is not supported; ${[...OPERATORS.keys()].join(', ')} are`,
      );
    }
    const [first, ...more] = node.inputs.map((name) => {
      if (name === '') return undefined;
      const value = valueOf(name);
      if (!value) throw unsupported(`it reads ${name}, a second result that is not computed`);
      return value;
    });
    return operator(node, node.opType === 'Constant' ? NOTHING : required(first, 1), ...more);
  });
}
