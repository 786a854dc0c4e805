import { File, type Group, ready } from 'h5wasm';
import { Random } from '../../support/random.js';

/** A weight as `[name in its group, shape]`; its values are random, the same in each file. */
export type FileWeight = readonly [name: string, shape: readonly number[]];

export interface KerasFile {
  readonly model?: unknown;
  readonly version?: string;
  readonly backend?: string;
  /** By the name of the layer. */
  readonly weights?: Readonly<Record<string, readonly FileWeight[]>>;
  /** Where the groups of the layers lie; at the top for save_weights. */
  readonly root?: string;
}

const PATH = '/test.h5';

/** An HDF5 file laid out as Keras 2 does, written by HDF5's own library. */
export async function kerasFile({ model, version, backend, weights = {}, root }: KerasFile) {
  const { FS } = await ready;
  const random = new Random(1);
  const file = new File(PATH, 'w');
  if (model !== undefined) file.create_attribute('model_config', JSON.stringify(model));
  if (version !== undefined) file.create_attribute('keras_version', version);
  if (backend !== undefined) file.create_attribute('backend', backend);
  const group = root === '' ? file : file.create_group(root ?? 'model_weights');
  group.create_attribute('layer_names', Object.keys(weights));
  for (const [layer, tensors] of Object.entries(weights)) {
    const own = group.create_group(layer);
    own.create_attribute(
      'weight_names',
      tensors.map(([name]) => name),
    );
    for (const [name, shape] of tensors) {
      const parts = name.split('/');
      const inner = createGroups(own, parts.slice(0, -1));
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
      inner.create_dataset({
        name: parts.at(-1)!,
        data: data.map(() => random.uniform(-0.3, 0.3)),
        shape: [...shape],
      });
    }
  }
  file.close();
  const bytes = FS.readFile(PATH) as Uint8Array;
  FS.unlink(PATH);
  return bytes.slice();
}

/** The innermost of groups in each other, made where they are not there yet. */
function createGroups(outer: Group, names: readonly string[]): Group {
  return names.reduce(
    (at, name) => (at.keys().includes(name) ? (at.get(name) as Group) : at.create_group(name)),
    outer,
  );
}

/** The `model.weights.h5` of Keras 3: by the path of a group, the shapes of its weights. */
export async function keras3Weights(groups: Readonly<Record<string, readonly number[][]>>) {
  const { FS } = await ready;
  const random = new Random(1);
  const file = new File(PATH, 'w');
  for (const [path, shapes] of Object.entries(groups)) {
    const variables = createGroups(file, [...path.split('/'), 'vars']);
    shapes.forEach((shape, index) => {
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
      const values = data.map(() => random.uniform(-0.3, 0.3));
      variables.create_dataset({ name: String(index), data: values, shape });
    });
  }
  file.close();
  const bytes = FS.readFile(PATH) as Uint8Array;
  FS.unlink(PATH);
  return bytes.slice();
}

export interface TestLayer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export function sequential(...layers: readonly TestLayer[]) {
  return { class_name: 'Sequential', config: layers };
}

export function conv2d(name: string, options: TestLayer['config'] = {}): TestLayer {
  return { class_name: 'Conv2D', config: { name, filters: 2, kernel_size: [3, 3], ...options } };
}

export function dense(name: string, options: TestLayer['config'] = {}): TestLayer {
  return { class_name: 'Dense', config: { name, units: 10, ...options } };
}

export function layer(className: string, name: string, options: TestLayer['config'] = {}) {
  return { class_name: className, config: { name, ...options } };
}

export function kernelAndBias(layer: string, ...shape: readonly number[]): readonly FileWeight[] {
  return [
    [`${layer}/kernel:0`, shape],
    [`${layer}/bias:0`, shape.slice(-1)],
  ];
}
