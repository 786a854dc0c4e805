import type { OnnxNode } from './node.js';
import type { Tensor } from './tensor.js';

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
export function readPads(node: OnnxNode, inputs: readonly (Tensor | undefined)[]): Pads {
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
