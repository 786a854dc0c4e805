import type { NamedTensor } from '../lib/descriptor.js';
import type { Tensor } from './tensor.js';

/** A Keras layer in the making. */
export interface LayerDraft {
  readonly className: string;
  readonly name: string;
  readonly config: Record<string, unknown>;
  readonly inputs: readonly LayerDraft[];
  /** By their names in Keras, laid out as Keras does. */
  readonly tensors: Map<string, Tensor>;
}

/** Letters, digits, `_`, `.` and `-`; a slash would part a tensor's name from its layer's. */
export function validName(name: string): string {
  return name
    .replace(/[^A-Za-z0-9_.-]+/g, '_')
    .replace(/^[_.-]+|_+$/g, '')
    .slice(0, 200);
}

/** The layers of a network, each after those it reads from, under names of their own. */
export class LayerList {
  readonly layers: LayerDraft[] = [];
  private readonly names = new Set<string>();

  /** @param wanted a valid name, made unique */
  emit(
    className: string,
    wanted: string,
    config: Readonly<Record<string, unknown>>,
    inputs: readonly LayerDraft[],
    tensors: Readonly<Record<string, Tensor>> = {},
  ): LayerDraft {
    let name = wanted;
    for (let count = 1; this.names.has(name); count++) name = `${wanted}_${count}`;
    this.names.add(name);
    const own = new Map(Object.entries(tensors));
    const layer = { className, name, config: { name, ...config }, inputs, tensors: own };
    this.layers.push(layer);
    return layer;
  }

  functional(name: string, output: LayerDraft): Record<string, unknown> {
    const layers = this.layers.map(({ inputs, ...layer }) => ({
      ...layer,
      calls: inputs.length > 0 ? [inputs.map(({ name }) => [name, 0] as const)] : [],
    }));
    return functionalModel(name, layers, [output.name, 0]);
  }

  weights(): NamedTensor[] {
    return this.layers.flatMap(({ name, tensors }) => namedTensors(name, tensors));
  }
}

export function namedTensors(layer: string, tensors: ReadonlyMap<string, Tensor>): NamedTensor[] {
  return [...tensors].map(([parameter, { shape, values }]) => ({
    name: `${layer}/${parameter}`,
    shape,
    values: Float32Array.from(values),
  }));
}

/** The result of one call of a layer. */
export type Reference = readonly [layer: string, call: number];

interface CalledLayer {
  readonly className: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** What each call reads. An input has no calls. */
  readonly calls: readonly (readonly Reference[])[];
}

export function functionalModel(
  name: string,
  layers: readonly CalledLayer[],
  output: Reference,
): Record<string, unknown> {
  return {
    class_name: 'Functional',
    config: {
      name,
      layers: layers.map(({ className, name, config, calls }) => ({
        class_name: className,
        name,
        config,
        inbound_nodes: calls.map((inputs) => inputs.map((input) => [...input, 0, {}])),
      })),
      input_layers: layers
        .filter(({ calls }) => calls.length === 0)
        .map((layer) => [layer.name, 0, 0]),
      output_layers: [[...output, 0]],
    },
  };
}
