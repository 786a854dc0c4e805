import { BOUNDS, checkBound, Fields, isObject, type JsonObject } from './check.js';
import type { LayerCall } from './descriptor.js';
import { DescriptorError } from './errors.js';

/** The calls of a network's layers, each after the calls it reads, and the id of the last one. */
export interface Calls {
  readonly layers: readonly LayerCall[];
  readonly output: string;
}

/**
 * Lists the calls of a network's layers. Nested models are inlined.
 *
 * @throws DescriptorError
 */
export function expandNetwork(className: string, config: unknown): Calls {
  const graph = new CallGraph();
  return graph.sort(expandModel(graph, className, config, OUTERMOST));
}

/** A model whose layers are added to the graph. */
interface Model {
  readonly graph: CallGraph;
  readonly fields: Fields;
  readonly scope: Scope;
  /** Id of the call that a nested model reads; undefined for the network itself. */
  readonly input: string | undefined;
}

/**
 * Adds a model's layers to the graph.
 *
 * @param input id of the call that a nested model reads
 * @returns id of the call whose result is the model's
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
  const fields = new Fields(value, `${where} (${className})`, 'descriptor-invalid');
  const model = { graph, fields, scope, input };
  return className === 'Sequential' ? expandSequential(model) : expandFunctional(model);
}

/** Adds the layers of a model that is a layer of another one. */
function expandNested(
  graph: CallGraph,
  { className, config }: LayerJson,
  { id, path }: Scope,
  input: string | undefined,
): void {
  const scope = { id: `${id}/`, path: `${path}/` };
  graph.alias(id, expandModel(graph, className, config, scope, input));
}

function expandFunctional({ graph, fields: model, scope, input }: Model): string {
  const source = onlyReference('input_layers', model);
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
    const isSource = layer.name === source.layer;
    layer.calls.forEach((references, index) => {
      const call = index + (firstCalls.get(layer.name) ?? 0);
      const inputs = references.map(idOf);
      if (isSource && inputs.length === 0 && input !== undefined) inputs.push(input);
      const { className, config } = layer;
      const at = { id: idOf({ layer: layer.name, call }), path: scope.path + layer.name };
      if (!isModel(className)) {
        graph.add({ ...at, className, config, inputs });
        return;
      }
      if (inputs.length !== 1) {
        throw layer.fields.error(
          `this nested model has ${inputs.length} inputs; it must have one`,
          'graph-inputs',
        );
      }
      expandNested(graph, layer, at, inputs[0]);
    });
  }
  return idOf(output);
}

/** The calls of a layer, each with the calls it reads. An input layer reads nothing. */
function readCalls(className: string, layer: Fields): CallReference[][] {
  const calls = parseInboundNodes(layer);
  const isInput = className === 'InputLayer';
  if (isInput && calls.length === 0) return [[]];
  const readsNothing = calls.length === 0 || calls.some(({ length }) => length === 0);
  if (readsNothing && !isInput) {
    throw layer.error('its inbound_nodes name no layer to read from', 'graph-disconnected');
  }
  return calls;
}

/**
 * The number of each nested model's first call. Some writers count from 1, because creating a model
 * counts as a call. The last of n calls then has the number n.
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
    throw model.error(`${key} names ${references.length} layers; it must name one`, 'graph-inputs');
  }
  return only;
}

/** The models around a layer: the prefixes of its id and of its path. */
interface Scope {
  readonly id: string;
  readonly path: string;
}

/** The network itself. */
const OUTERMOST: Scope = { id: '', path: '' };

/** Each layer reads the one before it. */
function expandSequential({ graph, fields: model, scope, input }: Model): string {
  let previous = input;
  model.list('layers').forEach((value, index) => {
    const layer = readLayer(value, model, index);
    const { name, className, config } = layer;
    const at = { id: scope.id + name, path: scope.path + name };
    if (isModel(className)) {
      expandNested(graph, layer, at, previous);
    } else {
      if (previous === undefined && className !== 'InputLayer') {
        previous = addInput(graph, model, layer, at.id);
      }
      graph.add({ ...at, className, config, inputs: previous === undefined ? [] : [previous] });
    }
    previous = at.id;
  });
  if (previous === undefined) throw model.error('it has no layers; add some and save it again');
  return previous;
}

/** Where an input's shape stands in Keras 3, in Keras 2, and in files that wrote it as JavaScript names it. */
export const INPUT_SHAPES = ['batch_shape', 'batch_input_shape', 'batchInputShape'] as const;

/** A Sequential states its input's shape in its first layer or beside its layers. */
function addInput(graph: CallGraph, model: Fields, first: LayerJson, id: string): string {
  const config = new Fields(first.config, '', 'descriptor-invalid');
  const key = INPUT_SHAPES.find((name) => config.has(name));
  const shape = key === undefined ? model.get('build_input_shape') : config.get(key);
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

/** Collects the calls of all layers, in any order. */
class CallGraph {
  private readonly calls = new Map<string, LayerCall>();
  private readonly claimed = new Set<string>();
  /** From a nested model to the call whose result is the model's. */
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
   * The calls that `output` needs, each after the calls it reads, and the id of the last one.
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
          `${reader} reads from ${id}, but there is no such layer`,
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
      `the output of the network does not depend on ${lost.slice(0, 5).join(', ')}; remove unused layers`,
    );
  }

  private checkOneInput(layers: readonly LayerCall[]): void {
    const inputs = layers.filter(({ inputs }) => inputs.length === 0).map(({ id }) => id);
    if (inputs.length === 1) return;
    throw new DescriptorError(
      'graph-inputs',
      `the network has ${inputs.length} inputs (${inputs.slice(0, 5).join(', ')}); it must have one`,
    );
  }
}

function cycle(id: string): DescriptorError {
  return new DescriptorError('graph-cycle', `layer ${id} depends on its own output`);
}

/** A call of a layer, as inbound_nodes refer to it. */
interface CallReference {
  readonly layer: string;
  readonly call: number;
}

/**
 * The calls of a layer, each with the calls it reads. There are two formats:
 * Keras 2 and TensorFlow.js `[[["name", call, tensor, {}], …], …]`, and
 * Keras 3 `[{"args": […{"config": {"keras_history": ["name", call, tensor]}}…]}, …]`.
 */
function parseInboundNodes(layer: Fields): CallReference[][] {
  if (!layer.has('inbound_nodes')) return [];
  return layer.list('inbound_nodes').map((node) => {
    if (isObject(node)) return readTensors(node['args'], layer);
    if (!Array.isArray(node)) throw layer.mismatch('inbound_nodes', 'a list of lists');
    // Some writers leave out the list around a single input.
    const inputs: readonly unknown[] = typeof node[0] === 'string' ? [node] : node;
    checkInputs(inputs.length, layer);
    return inputs.map((input) => parseReference(input, layer));
  });
}

/** input_layers or output_layers of a model: one reference, or a list of them. */
function parseReferences(key: string, model: Fields): CallReference[] {
  const list = model.list(key);
  const references: readonly unknown[] = typeof list[0] === 'string' ? [list] : list;
  return references.map((reference) => parseReference(reference, model));
}

function parseReference(value: unknown, owner: Fields): CallReference {
  const [layer, call, tensor] = Array.isArray(value) ? (value as unknown[]) : [];
  if (typeof layer !== 'string' || !Number.isInteger(call) || tensor !== 0) {
    throw owner.error('a reference to a layer must be ["name", call, 0]');
  }
  checkBound(layer.length, BOUNDS.text, `characters in a name that ${owner.where} refers to`);
  return { layer, call: call as number };
}

function readTensors(args: unknown, layer: Fields): CallReference[] {
  const references = kerasTensors(args, layer);
  checkInputs(references.length, layer);
  return references;
}

/** A nested model is read again for each of its calls, so long lists would add up. */
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

/** A layer of a model, which may be a model itself. */
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
