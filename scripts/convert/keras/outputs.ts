import { fieldOf, isObject, type JsonObject } from '../../../src/graph/check.js';
import { sortNodes } from '../source-network.js';
import { bad, unsupported } from '../tensor.js';

interface OneOutput {
  /** `{class_name, config}` with the layers that the output depends on. */
  readonly model: unknown;
  readonly notes: readonly string[];
}

/**
 * Of a model with several outputs, the one of ten values: others are features, or another task.
 *
 * @param model `{class_name, config}` as any Keras writes it; passed on where it has one output
 * @throws ScriptError `unsupported-network` where not just one of them has ten values
 */
export function withOneOutput(model: unknown): OneOutput {
  const config = fieldOf(model, 'config');
  const outputs = referencesIn(fieldOf(config, 'output_layers'));
  if (!isObject(model) || !isObject(config) || outputs.length < 2) return { model, notes: [] };
  const layers = layersByName(config);
  const names = outputs.map(([name]) => name);
  const ten = outputs.filter(([name]) => sizeOf(layers, name) === 10);
  const [chosen] = ten;
  if (!chosen || ten.length > 1) {
    throw unsupported(
      `The network has ${outputs.length} outputs (${names.join(', ')}), of which ${ten.length} seem to have ten values. ` +
        'Save a model with one of them: keras.Model(model.input, model.get_layer(NAME).output).save(…).',
    );
  }
  const readBy = (layer: JsonObject) =>
    referencesIn(layer['inbound_nodes']).flatMap(([name]): JsonObject[] => {
      const source = layers.get(name);
      return source ? [source] : [];
    });
  const used = new Set(
    sortNodes([layers.get(chosen[0])!], readBy, () => bad('A layer reads its own output.')),
  );
  const isUsed = ([name]: Reference) => used.has(layers.get(name)!);
  const left = {
    ...config,
    layers: (config['layers'] as readonly JsonObject[]).filter((layer) => used.has(layer)),
    input_layers: referencesIn(config['input_layers']).filter(isUsed),
    output_layers: [chosen],
  };
  const dropped = names.filter((name) => name !== chosen[0]);
  return {
    model: { ...model, config: left },
    notes: [`Of its outputs, ${chosen[0]} was taken and ${dropped.join(', ')} dropped.`],
  };
}

type Reference = readonly [layer: string, call: number, tensor: number];

/** Every `["layer", call, tensor]` in a value, as all versions of Keras write it somewhere. */
function referencesIn(value: unknown): readonly Reference[] {
  if (Array.isArray(value)) {
    const [layer, call, tensor] = value as unknown[];
    return typeof layer === 'string' && typeof call === 'number' && typeof tensor === 'number'
      ? [[layer, call, tensor]]
      : value.flatMap(referencesIn);
  }
  return isObject(value) ? Object.values(value).flatMap(referencesIn) : [];
}

function layersByName(config: JsonObject): ReadonlyMap<string, JsonObject> {
  const layers = config['layers'];
  return new Map(
    (Array.isArray(layers) ? layers.filter(isObject) : []).map((layer) => [
      String(layer['name'] ?? fieldOf(layer['config'], 'name')),
      layer,
    ]),
  );
}

/** Layers that keep the number of values, or of channels. */
const KEEPS =
  /^(Activation|\w*ReLU|ELU|Softmax|\w*Dropout|BatchNormalization\w*|Flatten|Reshape|Global\w+)$/;

/** How many values a layer gives, by the last layer before it that says so. */
function sizeOf(layers: ReadonlyMap<string, JsonObject>, name: string): number | undefined {
  const seen = new Set<string>();
  for (let at = name; !seen.has(at);) {
    seen.add(at);
    const layer = layers.get(at);
    const config = fieldOf(layer, 'config');
    const size = fieldOf(config, 'units') ?? fieldOf(config, 'filters');
    if (typeof size === 'number') return size;
    const inner = fieldOf(config, 'layers') ?? config;
    const last = Array.isArray(inner) && isObject(config) ? lastLayer(config, inner) : undefined;
    if (last) return sizeOf(layersByName({ layers: inner }), last);
    const [source] = referencesIn(layer?.['inbound_nodes']);
    if (!source || !KEEPS.test(String(layer?.['class_name']))) return undefined;
    [at] = source;
  }
  return undefined;
}

/** The layer whose result a nested model gives; a Sequential's layers have no references. */
function lastLayer(config: JsonObject, layers: readonly unknown[]): string | undefined {
  const [output] = referencesIn(config['output_layers']);
  const last = layers.at(-1);
  return output?.[0] ?? (isObject(last) ? String(fieldOf(last['config'], 'name')) : undefined);
}
