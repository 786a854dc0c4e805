import { CallGraph } from './call-graph.js';
import { Fields } from './fields.js';
import { parseInboundNodes, parseReferences, type CallReference } from './inbound-nodes.js';
import { isModel, readLayer, type LayerJson } from './layer-json.js';
import type { Calls } from './reader.js';
import { expandSequential, OUTERMOST, type Scope } from './sequential.js';

/**
 * The calls of a network's layers, those of nested models inlined.
 *
 * @throws DescriptorError
 */
export function expandNetwork(className: string, config: unknown): Calls {
  const graph = new CallGraph();
  return graph.sort(expandModel(graph, className, config, OUTERMOST));
}

/**
 * Adds a model's layers to the graph.
 *
 * @param input id of what a nested model reads; undefined for the network itself
 * @returns id of the call that gives the model's result
 */
function expandModel(
  graph: CallGraph,
  className: string,
  config: unknown,
  scope: Scope,
  input?: string,
): string {
  const where = scope.path ? `model ${scope.path.slice(0, -1)}` : 'the model';
  // Early Keras wrote a Sequential's config as the bare list of its layers.
  const value = Array.isArray(config) ? { layers: config as unknown[] } : config;
  const model = new Fields(value, `${where} (${className})`, 'descriptor-invalid');
  const nest = (layer: LayerJson, { id, path }: Scope, from: string | undefined) => {
    const inner = { id: `${id}/`, path: `${path}/` };
    graph.alias(id, expandModel(graph, layer.className, layer.config, inner, from));
  };
  return className === 'Sequential'
    ? expandSequential(graph, model, nest, scope, input)
    : expandFunctional(graph, model, nest, scope, input);
}

function expandFunctional(
  graph: CallGraph,
  model: Fields,
  nest: (layer: LayerJson, at: Scope, input: string | undefined) => void,
  scope: Scope,
  input: string | undefined,
): string {
  const entry = onlyReference('input_layers', model);
  const output = onlyReference('output_layers', model);
  const layers = model.list('layers').map((value, index) => {
    const layer = readLayer(value, model, index);
    const where = `layer ${layer.name} (${layer.className})`;
    const fields = new Fields(value, where, 'descriptor-invalid');
    return { ...layer, fields, calls: readCalls(layer.className, fields) };
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
      const { className, config } = layer;
      const at = { id: idOf({ layer: layer.name, call }), path: scope.path + layer.name };
      if (!isModel(className)) {
        graph.add({ ...at, className, config, inputs });
        return;
      }
      if (inputs.length !== 1) {
        throw layer.fields.error(
          `a nested model with ${inputs.length} inputs where one is needed`,
          'graph-inputs',
        );
      }
      nest(layer, at, inputs[0]);
    });
  }
  return idOf(output);
}

/** The calls of a layer, each with what it reads; an input reads nothing. */
function readCalls(className: string, layer: Fields): CallReference[][] {
  const calls = parseInboundNodes(layer);
  const isInput = className === 'InputLayer';
  if (isInput && calls.length === 0) return [[]];
  const readsNothing = calls.length === 0 || calls.some(({ length }) => length === 0);
  if (readsNothing && !isInput) {
    throw layer.error('inbound_nodes name nothing it reads from', 'graph-disconnected');
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

function onlyReference(key: 'input_layers' | 'output_layers', model: Fields): CallReference {
  const references = parseReferences(key, model);
  const [only] = references;
  if (!only || references.length > 1) {
    throw model.error(`${key} names ${references.length} where one is needed`, 'graph-inputs');
  }
  return only;
}
