import { extname } from 'node:path';
import { BOUNDS, decodeFloat16 } from '../../src/graph/index.js';
import { ScriptError } from '../lib/cli.js';

/** Numbers row by row, the last axis fastest; whole numbers and truth values too. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** An error for what no network can mean. */
export function bad(problem: string): ScriptError {
  return new ScriptError('bad-network', problem);
}

/** An error for what this converter does not do. */
export function unsupported(problem: string): ScriptError {
  return new ScriptError('unsupported-network', problem);
}

/** By the ends of file names, how TensorFlow.js, which the library brings, may run what cannot be converted. */
const ADVICE = new Map([
  ['.json', 'it as it is: give the address of model.json to the element’s model.'],
  ...['.h5', '.hdf5', '.keras'].map((end): [string, string] => [
    end,
    'it: `tensorflowjs_converter --input_format=keras` makes a model.json of it, whose address the element’s model takes.',
  ]),
]);

/** Adds the advice to the error for an unsupported network. */
export function runsAsItIs(error: unknown, path: string): unknown {
  const advice = ADVICE.get(extname(path));
  const isUnsupported = error instanceof ScriptError && error.code === 'unsupported-network';
  if (!isUnsupported || !advice) return error;
  const message = `${error.message} TensorFlow.js itself may run ${advice}`;
  return new ScriptError(error.code, message, { cause: error });
}

/** Has the errors of `run` say where in the network they happened. */
export function at<T>(where: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    throw new ScriptError(error.code, `${where}: ${error.message}`, { cause: error });
  }
}

export function showShape(shape: readonly (number | string)[]): string {
  return `[${shape.join(', ')}]`;
}

export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * @returns the number of elements
 * @throws ScriptError `unsupported-network` for more than any digit network needs, before memory is
 *   taken; `bad-network` for sizes that are not sizes
 */
export function checkSize(shape: readonly number[]): number {
  if (shape.length > 8 || !shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw bad(`${showShape(shape)} is not a shape`);
  }
  const elements = elementsOf(shape);
  if (elements <= BOUNDS.weightElements) return elements;
  throw unsupported(
    `${shape.join('×')} numbers are more than the ${BOUNDS.weightElements} supported`,
  );
}

/** @throws ScriptError before more is computed than any digit network needs */
function checkWork(multiplications: number): void {
  if (multiplications <= BOUNDS.multiplyAdds) return;
  throw unsupported(
    `it takes ${multiplications} multiplications where ${BOUNDS.multiplyAdds} are supported`,
  );
}

/** A tensor of zeros. @throws ScriptError as {@link checkSize} */
export function zeros(shape: readonly number[]): Tensor {
  return { shape, values: new Float64Array(checkSize(shape)) };
}

/** How many elements apart neighbors along each axis are. */
export function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => elementsOf(shape.slice(axis + 1)));
}

/**
 * Visits the elements of a shape in order.
 *
 * @param steps by how much `place` grows along each axis
 */
export function walk(
  shape: readonly number[],
  steps: readonly number[],
  start: number,
  visit: (place: number, position: number) => void,
): void {
  const index = shape.map(() => 0);
  const elements = elementsOf(shape);
  let place = start;
  for (let position = 0; position < elements; position++) {
    visit(place, position);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += steps[axis]!;
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      place -= steps[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
}

/** The elements at the places that {@link walk} gives. */
export function pick(
  { values }: Pick<Tensor, 'values'>,
  shape: readonly number[],
  steps: readonly number[],
  start = 0,
): Tensor {
  const result = zeros(shape);
  walk(shape, steps, start, (place, position) => {
    result.values[position] = values[place]!;
  });
  return result;
}

/** @param order for each axis of the result, the axis of the tensor */
export function transpose(tensor: Tensor, order: readonly number[]): Tensor {
  const strides = stridesOf(tensor.shape);
  return pick(
    tensor,
    order.map((axis) => tensor.shape[axis]!),
    order.map((axis) => strides[axis]!),
  );
}

/**
 * Tensors side by side.
 *
 * @param axis from the end where negative
 * @throws ScriptError `bad-network` where the other sizes differ
 */
export function concatenate(tensors: readonly [Tensor, ...Tensor[]], axis: number): Tensor {
  const { shape } = tensors[0];
  const along = axis < 0 ? axis + shape.length : axis;
  const rest = (tensor: Tensor) => tensor.shape.with(along, 0).join();
  if (shape[along] === undefined || tensors.some((tensor) => rest(tensor) !== rest(tensors[0]))) {
    throw bad('the shapes it puts together do not fit');
  }
  const total = tensors.reduce((sum, tensor) => sum + tensor.shape[along]!, 0);
  const result = zeros(shape.with(along, total));
  let position = 0;
  for (let i = 0; i < elementsOf(shape.slice(0, along)); i++) {
    for (const tensor of tensors) {
      const length = elementsOf(tensor.shape.slice(along));
      result.values.set(tensor.values.subarray(i * length, (i + 1) * length), position);
      position += length;
    }
  }
  return result;
}

/** The tensor repeated along axes of size 1, and those it lacks, until it has a shape. */
export function broadcastTo(tensor: Tensor, shape: readonly number[]): Tensor {
  if (tensor.shape.join() === shape.join()) return tensor;
  const missing = shape.length - tensor.shape.length;
  const strides = stridesOf(tensor.shape);
  const steps = shape.map((_, axis) =>
    (tensor.shape[axis - missing] ?? 1) === 1 ? 0 : strides[axis - missing]!,
  );
  return pick(tensor, shape, steps);
}

export function map({ shape, values }: Tensor, compute: (x: number, i: number) => number): Tensor {
  return { shape, values: values.map(compute) };
}

/** @param compute is given the index along `axis` too */
export function mapAlong(
  tensor: Tensor,
  axis: number,
  compute: (x: number, index: number) => number,
): Tensor {
  const { shape } = tensor;
  const step = elementsOf(shape.slice(axis < 0 ? shape.length + axis + 1 : axis + 1));
  return map(tensor, (x, i) => compute(x, Math.floor(i / step) % (shape.at(axis) ?? 1)));
}

/** Several rows of numbers times a matrix. */
export function multiply(a: Tensor, b: Tensor): Tensor {
  const depth = a.shape.at(-1);
  const [rows, columns] = b.shape;
  if (b.shape.length !== 2 || columns === undefined) {
    throw unsupported(
      `its second input is ${showShape(b.shape)}; a matrix of weights is supported`,
    );
  }
  if (depth === undefined || depth !== rows) {
    throw bad(`${showShape(a.shape)} times ${showShape(b.shape)} is no product`);
  }
  const result = zeros([...a.shape.slice(0, -1), columns]);
  checkWork(result.values.length * depth);
  for (let position = 0; position < result.values.length; position++) {
    const row = Math.floor(position / columns) * depth;
    const column = position % columns;
    let sum = 0;
    for (let k = 0; k < depth; k++) sum += a.values[row + k]! * b.values[k * columns + column]!;
    result.values[position] = sum;
  }
  return result;
}

/** Rows and columns. */
export type Pair = readonly [rows: number, columns: number];

/** A window that moves over an image. */
export interface Window {
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
  /** Rows or columns added in front of the image. */
  readonly before: Pair;
  /** Of the result. */
  readonly size: Pair;
}

/** @param visit is given the places under the window in an image of one channel, and in the window */
function eachWindow(
  { kernel, strides, dilations, before, size }: Window,
  [height, width]: Pair,
  visit: (output: number, places: readonly number[], taps: readonly number[]) => void,
): void {
  for (let output = 0; output < size[0] * size[1]; output++) {
    const top = Math.floor(output / size[1]) * strides[0] - before[0];
    const left = (output % size[1]) * strides[1] - before[1];
    const places: number[] = [];
    const taps: number[] = [];
    for (let tap = 0; tap < kernel[0] * kernel[1]; tap++) {
      const row = top + Math.floor(tap / kernel[1]) * dilations[0];
      const column = left + (tap % kernel[1]) * dilations[1];
      if (row < 0 || row >= height || column < 0 || column >= width) continue;
      places.push(row * width + column);
      taps.push(tap);
    }
    visit(output, places, taps);
  }
}

/** [1, channels, rows, columns] by weights [filters, channels / groups, rows, columns]. */
export function convolve(
  image: Tensor,
  weights: Tensor,
  window: Window,
  groups = 1,
  bias?: Float64Array,
): Tensor {
  const [, , height, width] = image.shape as [number, number, number, number];
  const [filters, depth, rows, columns] = weights.shape as [number, number, number, number];
  const result = zeros([1, filters, ...window.size]);
  const outputs = window.size[0] * window.size[1];
  checkWork(outputs * rows * columns * Math.max(filters * depth, 1));
  eachWindow(window, [height, width], (output, places, taps) => {
    for (let filter = 0; filter < filters; filter++) {
      const first = Math.floor(filter / (filters / groups)) * depth;
      let sum = bias?.[filter] ?? 0;
      for (let channel = 0; channel < depth; channel++) {
        const from = (first + channel) * height * width;
        const own = (filter * depth + channel) * rows * columns;
        for (let i = 0; i < taps.length; i++) {
          sum += image.values[from + places[i]!]! * weights.values[own + taps[i]!]!;
        }
      }
      result.values[filter * outputs + output] = sum;
    }
  });
  return result;
}

/** @param values under the window, without the padding. @param window elements of the whole window */
export type Reduce = (values: readonly number[], window: number) => number;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
export const maximum: Reduce = (values) => values.reduce((a, b) => Math.max(a, b), -Infinity);
export const mean: Reduce = (values) => sum(values) / values.length;
export const meanWithPadding: Reduce = (values, window) => sum(values) / window;

/** [1, channels, rows, columns], channel by channel. */
export function pool(image: Tensor, window: Window, reduce: Reduce): Tensor {
  const [, channels, height, width] = image.shape as [number, number, number, number];
  const result = zeros([1, channels, ...window.size]);
  const outputs = window.size[0] * window.size[1];
  const whole = window.kernel[0] * window.kernel[1];
  checkWork(outputs * whole * Math.max(channels, 1));
  eachWindow(window, [height, width], (output, places) => {
    if (places.length === 0) throw bad('its window lies in the padding alone');
    for (let channel = 0; channel < channels; channel++) {
      const from = channel * height * width;
      const values = places.map((place) => image.values[from + place]!);
      result.values[channel * outputs + output] = reduce(values, whole);
    }
  });
  return result;
}

/** To [1, channels, 1, 1]. */
export function poolAll(image: Tensor, reduce: Reduce): Tensor {
  const [height, width] = image.shape.slice(2) as [number, number];
  const one: Pair = [1, 1];
  const window = { strides: one, dilations: one, before: [0, 0] as const, size: one };
  return pool(image, { kernel: [height, width], ...window }, reduce);
}

/**
 * The logarithms of a softmax.
 *
 * @param size of the groups of elements that are set against each other
 * @param step between neighbors of one group
 */
export function logSoftmax({ shape, values }: Tensor, size: number, step: number): Tensor {
  const result = values.slice();
  for (let first = 0; first < values.length; first++) {
    if (Math.floor(first / step) % size !== 0) continue;
    const places = Array.from({ length: size }, (_, i) => first + i * step);
    // Less the largest, so that no exponential overflows.
    const largest = places.reduce((most, place) => Math.max(most, values[place]!), -Infinity);
    const total = places.reduce((all, place) => all + Math.exp(values[place]! - largest), 0);
    for (const place of places) result[place] = values[place]! - largest - Math.log(total);
  }
  return { shape, values: result };
}

type ReadNumber = (view: DataView, offset: number, littleEndian: boolean) => number;

const bits = new DataView(new ArrayBuffer(4));

/** The upper half of a float32. */
function decodeBfloat16(half: number): number {
  bits.setUint16(0, half);
  return bits.getFloat32(0);
}

/** Numbers as NumPy names their types, and bfloat16; the digit is their length in bytes. */
const READERS = {
  f2: (view, offset, little) => decodeFloat16(view.getUint16(offset, little)),
  b2: (view, offset, little) => decodeBfloat16(view.getUint16(offset, little)),
  f4: (view, offset, little) => view.getFloat32(offset, little),
  f8: (view, offset, little) => view.getFloat64(offset, little),
  i1: (view, offset) => view.getInt8(offset),
  u1: (view, offset) => view.getUint8(offset),
  i4: (view, offset, little) => view.getInt32(offset, little),
  i8: (view, offset, little) => Number(view.getBigInt64(offset, little)),
} satisfies Record<string, ReadNumber>;

export type NumberType = keyof typeof READERS;

export function bytesOf(type: NumberType): number {
  return Number(type[1]);
}

export function decodeNumbers(bytes: Uint8Array, type: NumberType, little = true): Float64Array {
  const read: ReadNumber = READERS[type];
  const size = bytesOf(type);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return new Float64Array(Math.floor(bytes.length / size)).map((_, i) =>
    read(view, i * size, little),
  );
}
