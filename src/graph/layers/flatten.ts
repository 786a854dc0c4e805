import { elementsOf } from '../draft.js';
import { refuseChannelsFirst, type Lowering } from './layer.js';

export const flatten: Lowering = (layer, input, draft) => {
  refuseChannelsFirst(layer);
  return draft.reshape(layer.name, input, [elementsOf(input.dims)]);
};
