import type { CallGraph } from './call-graph.js';
import { Fields, type JsonObject } from './fields.js';
import { parseInboundNodes, parseReferences, type CallReference } from './inbound-nodes.js';

/** The models around a layer, as a prefix of its id and of its path. */
interface Scope {
  readonly id: string;
  readonly path: string;
}

const MODELS = ['Sequential', 'Functional', 'Model'];

export function isModel(className: string): boolean {
  return MODELS.includes(className);
}

/**
 * Adds a model's layers to the graph, those of nested models inlined.
 *
 * @param input id of what a nested model reads; undefined for the network itself.
 * @returns id of the call that gives the model's result.
 * @throws DescriptorError
 */
export function expandModel(
  graph: CallGraph,
  className: string,
  config: unknown,
  input?: string,
  scope: Scope = { id: '', path: '' },
): string {
  const where = scope.path ? `model ${scope.path.slice(0, -1)}` : 'the model';
  // Early Keras wrote a Sequential's config as the bare list of its layers.
  const value = Array.isArray(config) ? { layers: config as unknown[] } : config;
  const model = new Fields(value, `${where} (${className})`, 'descriptor-invalid');
  return className === 'Sequential'
    ? expandSequential(graph, model, input, scope)
    : expandFunctional(graph, model, input, scope);
}

function expandSequential(
  graph: CallGraph,
  model: Fields,
  input: string | undefined,
  scope: Scope,
): string {
  let previous = input;
  model.list('layers').forEach((value, index) => {
    const layer = readLayer(value, model, index);
    const id = scope.id + layer.name;
    const path = scope.path + layer.name;
    if (isModel(layer.className)) {
      const inner = { id: `${id}/`, path: `${path}/` };
      const output = expandModel(graph, layer.className, layer.config, previous, inner);
      graph.alias(id, output);
    } else {
      if (previous === undefined && layer.className !== 'InputLayer') {
        previous = addInput(graph, model, layer, id);
      }
      const inputs = previous === undefined ? [] : [previous];
      graph.add({ id, path, className: layer.className, config: layer.config, inputs });
    }
    previous = id;
  });
  if (previous === undefined) throw model.error('there are no layers');
  return previous;
}

/** A Sequential may state its input's shape at its first layer, or beside its layers. */
function addInput(graph: CallGraph, model: Fields, first: LayerJson, id: string): string {
  const config = new Fields(first.config, '', 'descriptor-invalid');
  const shape =
    config.get('batch_input_shape') ?? config.get('batch_shape') ?? model.get('build_input_shape');
  const input = `${id}_input`;
  graph.add({
    id: input,
    path: input,
    className: 'InputLayer',
    config: { batch_input_shape: shape },
    inputs: [],
  });
  return input;
}

function expandFunctional(
  graph: CallGraph,
  model: Fields,
  input: string | undefined,
  scope: Scope,
): string {
  const entry = onlyReference('input_layers', model);
  const output = onlyReference('output_layers', model);
  const layers = model.list('layers').map((value, index) => {
    const layer = readLayer(value, model, index);
    return { ...layer, calls: readCalls(layer) };
  });
  const firstCalls = findFirstCalls(layers, output);
  const idOf = ({ layer, call }: CallReference) => {
    const number = call - (firstCalls.get(layer) ?? 0);
    return scope.id + layer + (number === 0 ? '' : `#${number}`);
  };
  for (const layer of layers) {
    const isEntry = layer.name === entry.layer;
    layer.calls.forEach((references, index) => {
      const call = index + (firstCalls.get(layer.name) ?? 0);
      const inputs = references.map(idOf);
      if (isEntry && inputs.length === 0 && input !== undefined) inputs.push(input);
      const id = idOf({ layer: layer.name, call });
      addCall(graph, layer, inputs, { id, path: scope.path + layer.name });
    });
  }
  return idOf(output);
}

/** The calls of a layer, each with what it reads; an input reads nothing. */
function readCalls(layer: LayerJson): CallReference[][] {
  const calls = parseInboundNodes(layer.fields);
  const isInput = layer.className === 'InputLayer';
  if (isInput && calls.length === 0) return [[]];
  const readsNothing = calls.length === 0 || calls.some(({ length }) => length === 0);
  if (readsNothing && !isInput) {
    throw layer.fields.error('inbound_nodes name nothing it reads from', 'graph-disconnected');
  }
  return calls;
}

/**
 * The number by which references name a nested model's first call. Some writers count from 1, for a
 * model was called once when it was made; then the last of n calls goes by the number n.
 */
function findFirstCalls(
  layers: readonly (LayerJson & { readonly calls: CallReference[][] })[],
  output: CallReference,
): Map<string, number> {
  const last = new Map([[output.layer, output.call]]);
  for (const { layer, call } of layers.flatMap(({ calls }) => calls.flat())) {
    last.set(layer, Math.max(call, last.get(layer) ?? 0));
  }
  const nested = layers.filter(({ className }) => isModel(className));
  return new Map(nested.map(({ name, calls }) => [name, last.get(name) === calls.length ? 1 : 0]));
}

function addCall(graph: CallGraph, layer: LayerJson, inputs: string[], { id, path }: Scope): void {
  if (!isModel(layer.className)) {
    graph.add({ id, path, className: layer.className, config: layer.config, inputs });
    return;
  }
  if (inputs.length !== 1) {
    throw layer.fields.error(
      `a nested model with ${inputs.length} inputs where one is needed`,
      'graph-inputs',
    );
  }
  const inner = { id: `${id}/`, path: `${path}/` };
  graph.alias(id, expandModel(graph, layer.className, layer.config, inputs[0], inner));
}

function onlyReference(key: 'input_layers' | 'output_layers', model: Fields): CallReference {
  const references = parseReferences(key, model);
  const [only] = references;
  if (!only || references.length > 1) {
    throw model.error(`${key} names ${references.length} where one is needed`, 'graph-inputs');
  }
  return only;
}

interface LayerJson {
  readonly name: string;
  readonly className: string;
  readonly config: JsonObject;
  readonly fields: Fields;
}

function readLayer(value: unknown, model: Fields, index: number): LayerJson {
  const outer = new Fields(value, `${model.where}, layers[${index}]`, 'descriptor-invalid');
  const className = outer.string('class_name');
  const isList = Array.isArray(outer.get('config'));
  const config: JsonObject =
    isModel(className) && isList ? { layers: outer.list('config') } : outer.fields('config').object;
  const named = new Fields(config, outer.where, 'descriptor-invalid');
  const name = outer.string('name', named.string('name', `${className.toLowerCase()}_${index}`));
  const fields = new Fields(value, `layer ${name} (${className})`, 'descriptor-invalid');
  return { name, className, config, fields };
}
