import type { AveragePool, Conv2d, DepthwiseConv2d, MaxPool } from '../../../graph/plan.js';

/** Height and width of the window and of its strides, and the padding above and to the left. */
export function windowSettings(
  operation: Conv2d | DepthwiseConv2d | MaxPool | AveragePool,
): Record<string, number> {
  const [KH, KW] = operation.window;
  const [SH, SW] = operation.strides;
  return { KH, KW, SH, SW, PH: operation.padding.top, PW: operation.padding.left };
}
