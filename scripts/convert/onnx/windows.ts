import type { OnnxNode, Tensor } from './graph.js';

type Pair = readonly [rows: number, columns: number];

/** A window that moves over an image, as Conv, MaxPool and AveragePool describe it. */
export interface WindowPlacement {
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
  /** Rows or columns added before and behind the image. */
  readonly before: Pair;
  readonly after: Pair;
  /** Rows and columns of the result. */
  readonly size: Pair;
}

interface AxisPlacement {
  readonly before: number;
  readonly after: number;
  readonly size: number;
}

/**
 * @param image rows and columns
 * @param kernel of the weights, where the node need not say it itself
 * @throws ScriptError `unsupported-network` for other than two axes, and for `ceil_mode` where it
 *   makes a difference; `bad-network` for sizes that do not fit
 */
export function placeWindow(node: OnnxNode, image: Pair, kernel?: Pair): WindowPlacement {
  const window = readPair(node, 'kernel_shape', kernel);
  const strides = readPair(node, 'strides', [1, 1]);
  const dilations = readPair(node, 'dilations', [1, 1]);
  const pads = readPads(node);
  const place = (axis: 0 | 1): AxisPlacement => {
    const extent = (window[axis] - 1) * dilations[axis] + 1;
    return placeAxis(node, image[axis], extent, strides[axis], [pads[axis]!, pads[axis + 2]!]);
  };
  const [rows, columns] = [place(0), place(1)];
  return {
    kernel: window,
    strides,
    dilations,
    before: [rows.before, columns.before],
    after: [rows.after, columns.after],
    size: [rows.size, columns.size],
  };
}

function placeAxis(
  node: OnnxNode,
  image: number,
  extent: number,
  stride: number,
  pads: Pair,
): AxisPlacement {
  const mode = node.string('auto_pad', 'NOTSET');
  switch (mode) {
    case 'NOTSET':
      return finish(node, image, extent, stride, pads);
    case 'VALID':
      return finish(node, image, extent, stride, [0, 0]);
    case 'SAME_UPPER':
    case 'SAME_LOWER': {
      const size = Math.ceil(image / stride);
      const total = Math.max((size - 1) * stride + extent - image, 0);
      const less = Math.floor(total / 2);
      const before = mode === 'SAME_UPPER' ? less : total - less;
      return { before, after: total - before, size };
    }
    default:
      throw node.bad(`auto_pad is ${mode}; ONNX has NOTSET, VALID, SAME_UPPER and SAME_LOWER`);
  }
}

function finish(
  node: OnnxNode,
  image: number,
  extent: number,
  stride: number,
  [before, after]: Pair,
): AxisPlacement {
  const room = image + before + after - extent;
  const size = Math.floor(room / stride) + 1;
  if (size < 1) {
    throw node.bad(`its window of ${extent} does not fit an image of ${image + before + after}`);
  }
  if (node.int('ceil_mode', 0) !== 0 && room % stride !== 0) {
    throw node.unsupported(
      'ceil_mode lets its window hang over the edge; supported where the window ends at the edge',
    );
  }
  return { before, after, size };
}

function readPair(node: OnnxNode, key: string, fallback?: Pair): Pair {
  const values = node.ints(key) ?? fallback;
  const [rows, columns, more] = values ?? [];
  if (rows === undefined || columns === undefined || more !== undefined) {
    throw node.unsupported(`${key} has ${values?.length ?? 0} axes; images with two are supported`);
  }
  if (values!.some((value) => value < 1 || value > 1024)) {
    throw node.bad(`${key} is [${values!.join(', ')}] where numbers from 1 to 1024 are needed`);
  }
  return [rows, columns];
}

/** [top, left, bottom, right] */
function readPads(node: OnnxNode): readonly number[] {
  const pads = node.ints('pads') ?? [0, 0, 0, 0];
  if (pads.length !== 4 || pads.some((pad) => pad < 0 || pad > 1024)) {
    throw node.unsupported(
      `pads is [${pads.join(', ')}]; four numbers from 0 to 1024 are supported`,
    );
  }
  return pads;
}

interface Pads {
  /** Numbers to put before and behind, axis by axis of the input. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly value: number;
}

/**
 * What a Pad node adds: attributes before operator set 11, inputs since, with axes of their own
 * since 18.
 *
 * @throws ScriptError `unsupported-network` for other modes than `constant`, and for cutting off
 */
export function readPadNode(node: OnnxNode, inputs: readonly (Tensor | undefined)[]): Pads {
  const mode = node.string('mode', 'constant');
  if (mode !== 'constant') throw node.unsupported(`mode is ${mode}; constant is supported`);
  const rank = inputs[0]?.dims.length ?? 0;
  const pads = inputs[1] ? [...inputs[1].data] : (node.ints('pads') ?? []);
  const axes = inputs[3] ? [...inputs[3].data] : Array.from({ length: rank }, (_, axis) => axis);
  if (pads.length !== 2 * axes.length) {
    throw node.bad(`it has ${pads.length} pads for ${axes.length} axes`);
  }
  if (pads.some((pad) => pad < 0 || pad > 1024)) {
    throw node.unsupported(`pads is [${pads.join(', ')}]; numbers from 0 to 1024 are supported`);
  }
  const before = new Array<number>(rank).fill(0);
  const after = new Array<number>(rank).fill(0);
  axes.forEach((axis, i) => {
    const counted = axis < 0 ? axis + rank : axis;
    if (before[counted] === undefined) throw node.bad(`axis ${axis} is none of its input's`);
    before[counted] = pads[i]!;
    after[counted] = pads[i + axes.length]!;
  });
  return { before, after, value: inputs[2]?.data[0] ?? node.float('value', 0) };
}
