import { BOUNDS, checkBound } from './bounds.js';
import { isObject, type Fields } from './fields.js';

/** The result of one call of a layer, as inbound_nodes name it. */
export interface CallReference {
  readonly layer: string;
  readonly call: number;
}

/**
 * The calls of a layer, each with the results it reads. Two ways of writing are in use:
 * Keras 2 and TensorFlow.js `[[["name", call, tensor, {}], …], …]`, and
 * Keras 3 `[{"args": […{"config": {"keras_history": ["name", call, tensor]}}…]}, …]`.
 */
export function parseInboundNodes(layer: Fields): CallReference[][] {
  if (!layer.has('inbound_nodes')) return [];
  return layer.list('inbound_nodes').map((node) => {
    if (isObject(node)) return readTensors(node['args'], layer);
    if (!Array.isArray(node)) throw layer.mismatch('inbound_nodes', 'a list of lists');
    // A single input is sometimes written without the list around it.
    const entries: readonly unknown[] = typeof node[0] === 'string' ? [node] : node;
    checkInputs(entries.length, layer);
    return entries.map((entry) => parseReference(entry, layer));
  });
}

/** input_layers or output_layers of a model: one reference, or a list of them. */
export function parseReferences(key: string, model: Fields): CallReference[] {
  const list = model.list(key);
  const entries: readonly unknown[] = typeof list[0] === 'string' ? [list] : list;
  return entries.map((entry) => parseReference(entry, model));
}

function parseReference(entry: unknown, owner: Fields): CallReference {
  const [layer, call, tensor] = Array.isArray(entry) ? (entry as unknown[]) : [];
  if (typeof layer !== 'string' || !Number.isInteger(call) || tensor !== 0) {
    throw owner.error('a reference to a layer is not ["name", call, 0]');
  }
  checkBound(layer.length, BOUNDS.text, `characters in a name that ${owner.where} refers to`);
  return { layer, call: call as number };
}

function readTensors(args: unknown, layer: Fields): CallReference[] {
  const references = kerasTensors(args, layer);
  checkInputs(references.length, layer);
  return references;
}

/** A nested model's layers are read anew for each of its calls: long lists would add up. */
function checkInputs(count: number, layer: Fields): void {
  checkBound(count, BOUNDS.layers, `inputs of ${layer.where}`);
}

function kerasTensors(value: unknown, layer: Fields): CallReference[] {
  if (Array.isArray(value)) return value.flatMap((item) => kerasTensors(item, layer));
  if (!isObject(value)) return [];
  const config = Object.hasOwn(value, 'config') ? value['config'] : undefined;
  if (!isObject(config) || !Object.hasOwn(config, 'keras_history')) return [];
  return [parseReference(config['keras_history'], layer)];
}
