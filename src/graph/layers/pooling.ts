import { imageDims, refuseChannelsFirst, type Lowering } from './layer.js';
import { placeWindow, readPair } from './windows.js';

export type PoolKind = 'maxPool' | 'averagePool';

export const maxPooling2D: Lowering = pooling('maxPool');
export const averagePooling2D: Lowering = pooling('averagePool');

function pooling(kind: PoolKind): Lowering {
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
