import assert from 'node:assert/strict';
import {
  buildPlan,
  DescriptorError,
  parseDescriptor,
  type DescriptorErrorCode,
  type Operation,
  type Plan,
  type WeightTensor,
} from '../../src/graph/index.js';

export type Json = Record<string, unknown>;

/** Tensors by name: a shape, and numbers that repeat until it is full. */
export type Tensors = Record<string, readonly [shape: number[], ...values: number[]]>;

export function layer(className: string, config: Json = {}): Json {
  return { class_name: className, config: { name: className.toLowerCase(), ...config } };
}

export function inputLayer(...dims: number[]): Json {
  return layer('InputLayer', { name: 'image', batch_input_shape: [null, ...dims] });
}

export function sequential(layers: Json[], more: Json = {}): Json {
  return {
    format: 'layers-model',
    modelTopology: { class_name: 'Sequential', config: { name: 'net', layers } },
    weightsManifest: [],
    ...more,
  };
}

/** A functional model; each layer comes with the names of those it reads, `name#1` for a second call. */
export function functional(layers: (readonly [Json, ...string[][]])[], output: string): Json {
  const reference = (name: string) => {
    const [layer, call] = name.split('#');
    return [layer, Number(call ?? 0), 0, {}];
  };
  return sequential([], {
    modelTopology: {
      class_name: 'Functional',
      config: {
        name: 'net',
        layers: layers.map(([json, ...calls]) => ({
          ...json,
          name: (json['config'] as Json)['name'],
          inbound_nodes: calls.map((names) => names.map(reference)),
        })),
        input_layers: [['image', 0, 0]],
        output_layers: [reference(output).slice(0, 3)],
      },
    },
  });
}

export function tensors(described: Tensors): Map<string, WeightTensor> {
  const entries = Object.entries(described).map(([name, [shape, ...values]]) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const filled = Float32Array.from({ length }, (_, i) => values[i % values.length] ?? 0);
    return [name, { shape, values: filled }] as const;
  });
  return new Map(entries);
}

export function planOf(json: unknown, weights: Tensors = {}): Plan {
  return buildPlan(parseDescriptor(json), tensors(weights));
}

/**
 * The plan of layers on a 28×28×1 image, made a whole network by what follows them: a flatten and a
 * dense layer of ten that the weights are made up for.
 */
export function planOfLayers(layers: Json[], weights: Tensors = {}, features?: number): Plan {
  if (features === undefined)
    return planOf(sequential([inputLayer(28, 28, 1), ...layers]), weights);
  const head = [layer('Flatten', { name: 'flat' }), layer('Dense', { name: 'head', units: 10 })];
  return planOf(sequential([inputLayer(28, 28, 1), ...layers, ...head]), {
    ...weights,
    'head/kernel': [[features, 10], 0],
    'head/bias': [[10], 0],
  });
}

/** The first operation, which must be of this kind. */
export function first<K extends Operation['kind']>(
  plan: Plan,
  kind: K,
): Extract<Operation, { kind: K }> {
  return nth(plan, 0, kind);
}

export function nth<K extends Operation['kind']>(
  plan: Plan,
  index: number,
  kind: K,
): Extract<Operation, { kind: K }> {
  const operation = plan.operations[index];
  assert.equal(operation?.kind, kind);
  return operation as Extract<Operation, { kind: K }>;
}

export function kinds(plan: Plan): string[] {
  return plan.operations.map(({ kind }) => kind);
}

/** Shape of what the operation at an index writes. */
export function shapeAt(plan: Plan, index: number): readonly number[] | undefined {
  return plan.values[plan.operations[index]?.output ?? -1];
}

export function refuses(
  run: () => unknown,
  code: DescriptorErrorCode,
  ...mentions: string[]
): void {
  assert.throws(run, (error) => isError(error, code, mentions));
}

export async function rejects(
  promise: Promise<unknown>,
  code: DescriptorErrorCode,
  ...mentions: string[]
): Promise<void> {
  await assert.rejects(promise, (error) => isError(error, code, mentions));
}

function isError(error: unknown, code: DescriptorErrorCode, mentions: string[]): true {
  assert.ok(error instanceof DescriptorError, String(error));
  assert.equal(error.code, code, error.message);
  for (const mention of mentions) assert.ok(error.message.includes(mention), error.message);
  return true;
}
