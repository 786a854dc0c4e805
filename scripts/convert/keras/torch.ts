import { BOUNDS } from '../../../src/graph/index.js';
import { type Reader, type SourceFile, unpackZip } from '../source-network.js';
import {
  bad,
  bytesOf,
  checkSize,
  decodeNumbers,
  type NumberType,
  pick,
  type Tensor,
  unsupported,
} from '../tensor.js';
import { type Builder, Unbuilt, unpickle } from './pickle.js';
import { type Framework, readWithTopology } from './topology.js';

export const PYTORCH: Framework = {
  name: 'PyTorch',
  keras: '3',
  separator: '.',
  parameters: {
    kernel: 'weight',
    depthwise_kernel: 'weight',
    gamma: 'weight',
    beta: 'bias',
    moving_mean: 'running_mean',
    moving_variance: 'running_var',
  },
  defaults: { BatchNormalization: { epsilon: 1e-5 }, LeakyReLU: { alpha: 0.01 } },
  isGrouped: true,
};

/** What makes a file out of the network itself, which needs no topology. */
const EXPORT =
  "network.eval(); torch.onnx.export(network, torch.zeros(1, 1, 28, 28), 'network.onnx')";

/** What to do without a topology. */
export const ADVICE = `If you have the program, export ONNX instead: ${EXPORT}. Else give its layers with --topology, a JSON file.`;

/**
 * Reads a `state_dict` that `torch.save` wrote, alone or in a checkpoint, as an archive or as PyTorch
 * before 1.6 did, and puts it into the layers that the topology names. Of the pickle in the file it
 * builds tensors and nothing else.
 *
 * @throws ScriptError `unsupported-network` for a whole network, whose layers are Python code
 */
export const read: Reader = async (file, { topology }) => {
  const { path } = file;
  const { value, numbersOf } = file.bytes[0] === 0x50 ? readArchive(file) : readLegacy(file);
  const [found, ...others] = findStates(value);
  if (!found) {
    const whole = [value, ...(value instanceof Map ? value.values() : [])];
    const network = whole.find((part) => part instanceof Unbuilt);
    throw network
      ? wholeNetwork(
          `${path} holds a whole network, ${network.name}`,
          "torch.load('FILE', map_location='cpu', weights_only=False)",
        )
      : bad(`${path} holds no state_dict: no tensors by name are in it.`);
  }
  let elements = 0;
  const arrays = new Map<string, Tensor>();
  for (const [name, part] of found.state) {
    if (!(part instanceof StoredTensor)) continue;
    elements += checkSize(part.shape);
    if (elements > BOUNDS.weightElements) {
      throw unsupported(`${path} has more than the ${BOUNDS.weightElements} weights supported`);
    }
    arrays.set(name, part.read(numbersOf(part.storage), `${path}, ${name}`));
  }
  const notes =
    others.length > 0
      ? [`Took ${found.name}, not ${others.map(({ name }) => name).join(', ')}.`]
      : [];
  return readWithTopology(PYTORCH, arrays, topology, {
    ...{ path, format: 'PyTorch, state_dict', notes },
    advice: ADVICE,
  });
};

function wholeNetwork(what: string, load: string): Error {
  return unsupported(
    `${what}, whose layers are code. Export it as ONNX in Python: network = ${load}; ${EXPORT}`,
  );
}

/** Numbers outside of the pickle, which tensors are views of. */
interface Storage {
  readonly key: string;
  readonly type: NumberType;
}

class StoredTensor {
  readonly storage: Storage;
  readonly shape: readonly number[];
  private readonly offset: number;
  private readonly strides: readonly number[];

  constructor(
    storage: Storage,
    offset: number,
    shape: readonly number[],
    strides: readonly number[],
  ) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }

  /** @throws ScriptError `bad-network` where it reaches beyond the storage, or is not finite */
  read(values: Float64Array, where: string): Tensor {
    const last = this.shape.reduce(
      (sum, size, i) => sum + (size - 1) * this.strides[i]!,
      this.offset,
    );
    const isWithin = [this.offset, ...this.strides].every((n) => Number.isSafeInteger(n) && n >= 0);
    if (!isWithin || last >= values.length) throw bad(`${where} reaches beyond its storage.`);
    const tensor = pick({ values }, this.shape, this.strides, this.offset);
    return checkFinite(tensor, where);
  }
}

const STORAGES: Readonly<Record<string, NumberType>> = {
  BFloat16: 'b2',
  Bool: 'u1',
  Byte: 'u1',
  Char: 'i1',
  Double: 'f8',
  Float: 'f4',
  Half: 'f2',
  Int: 'i4',
  Long: 'i8',
};

/** All that is built: dictionaries, types of storages, tensors, and parameters, which are tensors. */
const BUILDERS: ReadonlyMap<string, Builder> = new Map<string, Builder>([
  ['collections.OrderedDict', () => new Map()],
  ['torch._utils._rebuild_parameter', ([tensor]) => tensor],
  ['torch._utils._rebuild_tensor_v2', rebuildTensor],
  ['torch._utils._rebuild_tensor', rebuildTensor],
  ...Object.entries(STORAGES).map(([name, type]): [string, Builder] => [
    `torch.${name}Storage`,
    () => type,
  ]),
]);

function rebuildTensor([storage, offset, shape, strides]: readonly unknown[]): unknown {
  const lists = Array.isArray(shape) && Array.isArray(strides) && shape.length === strides.length;
  if (!lists || !isStorage(storage)) return new Unbuilt('torch.Tensor');
  return new StoredTensor(storage, Number(offset), shape as number[], strides as number[]);
}

function isStorage(value: unknown): value is Storage {
  return typeof value === 'object' && value !== null && 'key' in value;
}

/** `('storage', type, key, device, size)`; in older files with a view of it behind. */
function resolveStorage(id: unknown): unknown {
  const [, builder, key, , , view] = Array.isArray(id) ? (id as unknown[]) : [];
  if (typeof builder !== 'function' || typeof key !== 'string' || Array.isArray(view))
    return new Unbuilt('torch.Storage');
  return { key, type: (builder as Builder)([]) };
}

/** What was saved, and the numbers of a storage. */
interface Saved {
  readonly value: unknown;
  numbersOf(storage: Storage): Float64Array;
}

/** A zip archive with the pickle in `NAME/data.pkl` and each storage in `NAME/data/KEY`. */
function readArchive({ path, bytes }: SourceFile): Saved {
  const files = unpackZip(bytes, path, (name) =>
    /(^|\/)(data\.pkl|constants\.pkl|byteorder|data\/\w+)$/.test(name),
  );
  const name = [...files.keys()].find((file) => file.endsWith('data.pkl'));
  if (name === undefined) throw bad(`${path} has no data.pkl in it.`);
  const folder = name.slice(0, -'data.pkl'.length);
  if (files.has(`${folder}constants.pkl`)) {
    throw wholeNetwork(`${path} holds TorchScript`, "torch.jit.load('FILE', map_location='cpu')");
  }
  const isBig = new TextDecoder().decode(files.get(`${folder}byteorder`)) === 'big';
  return {
    value: unpickle(files.get(name)!, 0, `${path}, ${name}`, {
      builders: BUILDERS,
      resolve: resolveStorage,
    }).value,
    numbersOf({ key, type }) {
      const content = files.get(`${folder}data/${key}`);
      if (content) return decodeNumbers(content, type, !isBig);
      throw bad(`${path} has no ${folder}data/${key} in it.`);
    },
  };
}

/**
 * As PyTorch saved before 1.6: pickles of a mark, a version, facts of the machine, what was saved, and
 * the keys of its storages, which follow one by one.
 */
function readLegacy({ path, bytes }: SourceFile): Saved {
  const types = new Map<unknown, NumberType>();
  const resolve = (id: unknown) => {
    const storage = resolveStorage(id);
    if (isStorage(storage)) types.set(storage.key, storage.type);
    return storage;
  };
  let place = 0;
  const [, , , value, keys] = Array.from({ length: 5 }, () => {
    const pickle = unpickle(bytes, place, path, { builders: BUILDERS, resolve });
    place = pickle.end;
    return pickle.value;
  });
  const storages = new Map<unknown, Uint8Array>();
  const { buffer, byteOffset, length } = bytes;
  const view = new DataView(buffer, byteOffset, length);
  for (const key of Array.isArray(keys) ? (keys as unknown[]) : []) {
    const type = types.get(key);
    const size = place + 8 <= length ? Number(view.getBigUint64(place, true)) : Infinity;
    const end = place + 8 + size * bytesOf(type ?? 'f8');
    if (!type || !(end <= length)) throw bad(`${path} breaks off in its storage ${String(key)}.`);
    storages.set(key, bytes.subarray(place + 8, end));
    place = end;
  }
  return {
    value,
    numbersOf: ({ key, type }) => decodeNumbers(storages.get(key) ?? new Uint8Array(), type),
  };
}

interface State {
  readonly name: string;
  readonly state: ReadonlyMap<string, unknown>;
}

/** Dictionaries that have a network's weights by name: the saved one, or those in a checkpoint. */
function findStates(value: unknown, name = '', seen = new Set<unknown>()): readonly State[] {
  if (!(value instanceof Map) || seen.has(value) || /optim/i.test(name)) return [];
  seen.add(value);
  const named = [...value].filter(
    (entry): entry is [string, unknown] => typeof entry[0] === 'string',
  );
  const isWeight = ([key, part]: readonly [string, unknown]) =>
    part instanceof StoredTensor && key.endsWith('weight');
  if (named.some(isWeight)) return [{ name, state: new Map(named) }];
  return named.flatMap(([key, part]) => findStates(part, key, seen));
}

/** @throws ScriptError `bad-network` */
export function checkFinite(tensor: Tensor, where: string): Tensor {
  if (tensor.values.every(Number.isFinite)) return tensor;
  throw bad(`${where} has numbers that are not finite; train the network again.`);
}
