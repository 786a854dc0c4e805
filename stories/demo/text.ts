import type { Operation, Shape } from '../../src/graph/index.js';
import type { Drawing } from '../../src/ink/index.js';
import { grouped } from '../../scripts/lib/figures.js';

const KINDS: Readonly<Record<Operation['kind'], string>> = {
  conv2d: 'Convolution',
  depthwiseConv2d: 'Depthwise convolution',
  maxPool: 'Max pooling',
  averagePool: 'Average pooling',
  dense: 'Dense',
  pad: 'Zero padding',
  add: 'Sum',
  activate: 'Activation',
  softmax: 'Softmax',
  reshape: 'Reshape',
};

/** `Convolution 3 × 3, relu` */
export function operationText(operation: Operation): string {
  const window = 'window' in operation ? ` ${operation.window.join(' × ')}` : '';
  const activation = 'activation' in operation ? operation.activation.kind : 'linear';
  return `${KINDS[operation.kind]}${window}${activation === 'linear' ? '' : `, ${activation}`}`;
}

/** `12 × 12 × 16`, or a vector's length. */
export function shapeText([height, width, channels]: Shape): string {
  return height === 1 && width === 1 ? String(channels) : `${height} × ${width} × ${channels}`;
}

/** `57,600 multiply-adds`; empty if there are none. */
export function costText(multiplyAdds: number): string {
  return multiplyAdds === 0 ? '' : `${grouped(multiplyAdds)} multiply-adds`;
}

/** `2 strokes, 87 points, 1.2 s`; without the time if the points have none. */
export function drawingText(drawing: Drawing): string {
  const points = drawing.flat();
  const times = points.map(({ t }) => t).filter((t) => t !== undefined);
  const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
  const parts = [counted(drawing.length, 'stroke'), counted(points.length, 'point')];
  return [...parts, ...(times.length > 0 ? [`${seconds.toFixed(1)} s`] : [])].join(', ');
}

function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}
