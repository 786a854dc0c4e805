import { BOUNDS, checkBound, Fields, isObject, type JsonObject } from './check.js';
import type { LayerCall } from './descriptor.js';
import { DescriptorError } from './errors.js';

/** The calls of a model's layers, each after those it reads from, and the id of the last. */
export interface Calls {
  readonly layers: readonly LayerCall[];
  readonly output: string;
}

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

/** The models around a layer, as a prefix of its id and of its path. */
interface Scope {
  readonly id: string;
  readonly path: string;
}

/** The network itself. */
const OUTERMOST: Scope = { id: '', path: '' };

/**
 * Adds the layers of a Sequential, each of which reads from the one before it.
 *
 * @param nest adds a model among the layers, of the given id and path, that reads from `input`
 * @param input id of what a nested Sequential reads; undefined for the network itself
 * @returns id of the call that gives the model's result
 * @throws DescriptorError
 */
function expandSequential(
  graph: CallGraph,
  model: Fields,
  nest: (layer: LayerJson, at: Scope, input: string | undefined) => void,
  scope: Scope,
  input: string | undefined,
): string {
  let previous = input;
  model.list('layers').forEach((value, index) => {
    const layer = readLayer(value, model, index);
    const { name, className, config } = layer;
    const at = { id: scope.id + name, path: scope.path + name };
    if (isModel(className)) {
      nest(layer, at, previous);
    } else {
      if (previous === undefined && className !== 'InputLayer') {
        previous = addInput(graph, model, layer, at.id);
      }
      graph.add({ ...at, className, config, inputs: previous === undefined ? [] : [previous] });
    }
    previous = at.id;
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

/** The calls of all layers as they are found, nested models among them, in any order. */
class CallGraph {
  private readonly calls = new Map<string, LayerCall>();
  private readonly claimed = new Set<string>();
  /** From a nested model or its input to the call that gives its result. */
  private readonly aliases = new Map<string, string>();

  /** @throws DescriptorError `layer-duplicate`, `network-too-large` */
  add(call: LayerCall): void {
    this.claim(call.id);
    this.calls.set(call.id, call);
  }

  alias(id: string, target: string): void {
    this.claim(id);
    this.aliases.set(id, target);
  }

  /**
   * The calls that `output` needs, each after those it reads from, and the id of the last.
   *
   * @throws DescriptorError `graph-cycle`, `graph-unknown-input`, `graph-disconnected`, `graph-inputs`
   */
  sort(output: string): Calls {
    const layers: LayerCall[] = [];
    const state = new Map<string, 'open' | 'done'>();
    const visit = (id: string, reader: string): void => {
      const call = this.calls.get(id);
      if (!call) {
        throw new DescriptorError(
          'graph-unknown-input',
          `${reader} reads from ${id}, and there is no such layer`,
        );
      }
      if (state.get(id) === 'done') return;
      if (state.get(id) === 'open') throw cycle(id);
      state.set(id, 'open');
      const inputs = call.inputs.map((input) => this.resolve(input));
      for (const input of inputs) visit(input, `layer ${id}`);
      state.set(id, 'done');
      layers.push({ ...call, inputs });
    };
    const last = this.resolve(output);
    visit(last, 'the output of the network');
    this.checkAllReached(state);
    this.checkOneInput(layers);
    return { layers, output: last };
  }

  private claim(id: string): void {
    if (this.claimed.has(id)) {
      throw new DescriptorError('layer-duplicate', `two layers are called ${id}; rename one`);
    }
    checkBound(id.length, BOUNDS.text, 'characters in the name of a layer, with its models');
    this.claimed.add(id);
    checkBound(this.claimed.size, BOUNDS.layers, 'layers');
  }

  private resolve(id: string): string {
    let target = id;
    for (let steps = 0; steps <= this.aliases.size; steps++) {
      const next = this.aliases.get(target);
      if (next === undefined) return target;
      target = next;
    }
    throw cycle(id);
  }

  private checkAllReached(reached: ReadonlyMap<string, unknown>): void {
    const lost = [...this.calls.keys()].filter((id) => !reached.has(id));
    if (lost.length === 0) return;
    throw new DescriptorError(
      'graph-disconnected',
      `the output of the network does not depend on ${lost.slice(0, 5).join(', ')}; remove what is not used`,
    );
  }

  private checkOneInput(layers: readonly LayerCall[]): void {
    const inputs = layers.filter(({ inputs }) => inputs.length === 0).map(({ id }) => id);
    if (inputs.length === 1) return;
    throw new DescriptorError(
      'graph-inputs',
      `the network has ${inputs.length} inputs (${inputs.slice(0, 5).join(', ')}) where one is needed`,
    );
  }
}

function cycle(id: string): DescriptorError {
  return new DescriptorError('graph-cycle', `layer ${id} depends on its own output`);
}

/** The result of one call of a layer, as inbound_nodes name it. */
interface CallReference {
  readonly layer: string;
  readonly call: number;
}

/**
 * The calls of a layer, each with the results it reads. Two ways of writing are in use:
 * Keras 2 and TensorFlow.js `[[["name", call, tensor, {}], …], …]`, and
 * Keras 3 `[{"args": […{"config": {"keras_history": ["name", call, tensor]}}…]}, …]`.
 */
function parseInboundNodes(layer: Fields): CallReference[][] {
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
function parseReferences(key: string, model: Fields): CallReference[] {
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

const MODELS = ['Sequential', 'Functional', 'Model'];

export function isModel(className: string): boolean {
  return MODELS.includes(className);
}

/** A layer, or a model among the layers of another, as a model lists it. */
interface LayerJson {
  readonly name: string;
  readonly className: string;
  readonly config: JsonObject;
}

/** @throws DescriptorError `descriptor-invalid` */
function readLayer(value: unknown, model: Fields, index: number): LayerJson {
  const outer = new Fields(value, `${model.where}, layers[${index}]`, 'descriptor-invalid');
  const className = outer.string('class_name');
  const isList = Array.isArray(outer.get('config'));
  const config: JsonObject =
    isModel(className) && isList ? { layers: outer.list('config') } : outer.fields('config').object;
  const named = new Fields(config, outer.where, 'descriptor-invalid');
  const name = outer.string('name', named.string('name', `${className.toLowerCase()}_${index}`));
  return { name, className, config };
}
