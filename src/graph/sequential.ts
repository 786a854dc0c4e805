import type { CallList } from './call-list.js';
import { Fields } from './fields.js';
import { isModel, readLayer, type LayerJson } from './layer-json.js';

/** The models around a layer, as a prefix of its id and of its path. */
export interface Scope {
  readonly id: string;
  readonly path: string;
}

/** The network itself. */
export const OUTERMOST: Scope = { id: '', path: '' };

/**
 * Adds the layers of a Sequential, each of which reads from the one before it.
 *
 * @param nest adds a model among the layers, of the given id and path, that reads from `input`
 * @param input id of what a nested Sequential reads; undefined for the network itself
 * @returns id of the call that gives the model's result
 * @throws DescriptorError
 */
export function expandSequential(
  calls: CallList,
  model: Fields,
  nest?: (layer: LayerJson, at: Scope, input: string | undefined) => void,
  scope = OUTERMOST,
  input?: string,
): string {
  let previous = input;
  model.list('layers').forEach((value, index) => {
    const layer = readLayer(value, model, index);
    const { name, className, config } = layer;
    const at = { id: scope.id + name, path: scope.path + name };
    if (nest && isModel(className)) {
      nest(layer, at, previous);
    } else {
      if (previous === undefined && className !== 'InputLayer') {
        previous = addInput(calls, model, layer, at.id);
      }
      calls.add({ ...at, className, config, inputs: previous === undefined ? [] : [previous] });
    }
    previous = at.id;
  });
  if (previous === undefined) throw model.error('there are no layers');
  return previous;
}

/** A Sequential may state its input's shape at its first layer, or beside its layers. */
function addInput(calls: CallList, model: Fields, first: LayerJson, id: string): string {
  const config = new Fields(first.config, '', 'descriptor-invalid');
  const shape =
    config.get('batch_input_shape') ?? config.get('batch_shape') ?? model.get('build_input_shape');
  const input = `${id}_input`;
  calls.add({
    id: input,
    path: input,
    className: 'InputLayer',
    config: { batch_input_shape: shape },
    inputs: [],
  });
  return input;
}
