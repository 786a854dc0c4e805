import { imageDims, refuseChannelsFirst, type Layer, type Lowering } from './layer.js';
import { placeWindow, readPair } from './windows.js';

type Kind = 'maxPool' | 'averagePool';

export const maxPooling2D: Lowering = pooling('maxPool');
export const averagePooling2D: Lowering = pooling('averagePool');
export const globalMaxPooling2D: Lowering = globalPooling('maxPool');
export const globalAveragePooling2D: Lowering = globalPooling('averagePool');

function pooling(kind: Kind): Lowering {
  return (layer, input, draft) => {
    refuseChannelsFirst(layer);
    const [height, width, channels] = imageDims(layer, input);
    const window = readPair(layer, 'pool_size', [2, 2]);
    const strides = readPair(layer, 'strides', window);
    const { padding, size } = placeWindow(layer, [height, width], window, strides);
    const { name } = layer;
    return draft.emit({ kind, name, input: input.value, window, strides, padding }, [
      ...size,
      channels,
    ]);
  };
}

/** One window that covers the image. */
function globalPooling(kind: Kind): Lowering {
  return (layer: Layer, input, draft) => {
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
