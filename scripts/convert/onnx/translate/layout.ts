import { showDims } from '../tensor.js';
import { flowOf, type Call } from './call.js';
import { identityOrder, imageOrder, sameNumbers, type Flow } from './flow.js';

export type ImageDims = readonly [height: number, width: number, channels: number];

/** One way to see a value of four axes as images. */
export interface Layout {
  readonly channels: 'first' | 'last';
  /** ONNX's axes of rows and columns. */
  readonly axes: readonly [number, number];
  /** As Keras has it. */
  readonly image: ImageDims;
}

/** The layout of the node's first input that suits; with one channel, it may have both. */
export function layoutWith(
  call: Call,
  suits: (axes: readonly [number, number]) => boolean,
): Layout | undefined {
  return layoutsOf(flowOf(call), call.dims[0]!).find(({ axes }) => suits(axes));
}

/** The value as an image with the channels first, its layer's result shaped accordingly. */
export function imageOf(call: Call): { flow: Flow; image: ImageDims } {
  const flow = flowOf(call);
  const layout = layoutWith(call, ([rows]) => rows === 2);
  if (!layout) {
    throw call.node.unsupported(
      `the numbers of its input ${showDims(call.dims[0]!)} come in an order that no channels-last layer gives`,
    );
  }
  return { flow: shapedAs(call, flow, layout.image), image: layout.image };
}

/** The value with its layer's result as an image of these sizes. */
export function shapedAs({ layers, node }: Call, flow: Flow, image: ImageDims): Flow {
  if (sameNumbers(flow.dims, image)) return flow;
  const config = { target_shape: [...image] };
  const layer = layers.emit('Reshape', `${node.name}_reshape`, config, [flow.layer]);
  return { ...flow, layer, dims: image };
}

function layoutsOf(flow: Flow, dims: readonly number[]): Layout[] {
  const [, a, b, c] = dims;
  if (dims.length !== 4 || !a || !b || !c) return [];
  const layouts: Layout[] = [];
  if (sameNumbers(flow.order, imageOrder(a, b, c))) {
    layouts.push({ channels: 'first', axes: [2, 3], image: [b, c, a] });
  }
  if (sameNumbers(flow.order, identityOrder(flow.order.length))) {
    layouts.push({ channels: 'last', axes: [1, 2], image: [a, b, c] });
  }
  return layouts;
}
