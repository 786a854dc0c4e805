import { imageDims, refuseChannelsFirst, type Lowering } from './layer.js';
import type { PoolKind } from './pooling.js';

export const globalMaxPooling2D: Lowering = globalPooling('maxPool');
export const globalAveragePooling2D: Lowering = globalPooling('averagePool');

/** One window that covers the image. */
function globalPooling(kind: PoolKind): Lowering {
  return (layer, input, draft) => {
    refuseChannelsFirst(layer);
    const [height, width, channels] = imageDims(layer, input);
    const pooled = draft.emit(
      {
        kind,
        name: layer.name,
        input: input.value,
        window: [height, width],
        strides: [1, 1],
        padding: { top: 0, bottom: 0, left: 0, right: 0 },
      },
      [1, 1, channels],
    );
    return layer.options.boolean('keepdims', false)
      ? pooled
      : draft.reshape(layer.name, pooled, [channels]);
  };
}
