import { type Attribute, Dataset, File, Group, ready } from 'h5wasm';
import { BOUNDS } from '../../../src/graph/index.js';
import { reasonOf } from '../../lib/cli.js';
import { bad, elementsOf, type Tensor } from '../tensor.js';

/** Bytes of one attribute; the longest is a model's configuration. */
const ATTRIBUTE_LIMIT = 16 * 2 ** 20;
/** In the memory of the library, not on the disk. */
const MEMORY_PATH = '/network.h5';
/** Numbers of the classes of types that HDF5 has. */
const FLOAT_TYPE = 1;
const STRING_TYPE = 3;

/**
 * Opens an HDF5 file that lies in memory, for as long as `use` runs.
 *
 * @throws ScriptError `bad-network` where the file is truncated or damaged, with the reason.
 */
export async function withHdf5<T>(
  bytes: Uint8Array,
  path: string,
  use: (file: Hdf5File) => T,
): Promise<T> {
  const library = await ready;
  // Without it the library prints its errors and goes on with empty values.
  library.activate_throwing_error_handler();
  library.FS.writeFile(MEMORY_PATH, bytes);
  try {
    const file = guard(`${path} cannot be opened as HDF5`, () => new File(MEMORY_PATH, 'r'));
    try {
      return use(new Hdf5File(file, path));
    } finally {
      file.close();
    }
  } finally {
    library.FS.unlink(MEMORY_PATH);
    library.deactivate_throwing_error_handler();
  }
}

/** What a converter reads of an HDF5 file; links to other files are not followed. */
export class Hdf5File {
  private readonly root: Group;
  private readonly path: string;

  constructor(root: Group, path: string) {
    this.root = root;
    this.path = path;
  }

  hasGroup(name: string): boolean {
    return this.find(name) instanceof Group;
  }

  /** Names in a group, sorted by their text; none where there is no such group. */
  namesIn(group: string): readonly string[] {
    const found = this.find(group);
    return found instanceof Group ? guard(this.at(group), () => found.keys()) : [];
  }

  /** An attribute that is one string, of fixed or variable length. */
  text(group: string, name: string): string | undefined {
    const value = this.attribute(group, name);
    return typeof value === 'string' ? value : undefined;
  }

  /**
   * An attribute that is a list of strings; Keras divides one that is too long for HDF5 into `name0`,
   * `name1`…
   */
  texts(group: string, name: string): readonly string[] | undefined {
    const whole = this.attribute(group, name);
    if (whole !== undefined) return listOfTexts(whole);
    const texts: string[] = [];
    for (let chunk = 0; ; chunk++) {
      const value = this.attribute(group, `${name}${chunk}`);
      if (value === undefined) return chunk === 0 ? undefined : texts;
      texts.push(...listOfTexts(value));
    }
  }

  /** @throws ScriptError `bad-network` where it is no array of floats, or one beyond all bounds. */
  array(name: string): Tensor {
    const where = this.at(name);
    const found = this.find(name);
    if (!(found instanceof Dataset)) throw bad(`${where}: there is no such array.`);
    const { shape, type, size } = guard(where, () => found.metadata);
    const elements = elementsOf(shape ?? []);
    if (elements > BOUNDS.weightElements) {
      throw bad(`${where} has ${elements} numbers where ${BOUNDS.weightElements} are allowed.`);
    }
    if (type !== FLOAT_TYPE || (size !== 4 && size !== 8)) {
      throw bad(`${where} is not of type float32 or float64; save it as float32.`);
    }
    const value = guard(where, () => found.value);
    return value instanceof Float32Array || value instanceof Float64Array
      ? { shape: shape ?? [], values: Float64Array.from(value) }
      : { shape: [], values: Float64Array.of(Number(value)) };
  }

  private attribute(group: string, name: string): unknown {
    const found = this.find(group);
    if (!(found instanceof Group)) return undefined;
    const where = `${this.at(group)}, attribute ${name}`;
    const attributes: Record<string, Attribute> = guard(this.at(group), () => found.attrs);
    const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (!attribute) return undefined;
    const { type, size, total_size } = attribute.metadata;
    if (size * total_size > ATTRIBUTE_LIMIT) {
      throw bad(`${where} is longer than ${ATTRIBUTE_LIMIT} bytes.`);
    }
    // An empty list has the type of numbers.
    if (type !== STRING_TYPE && total_size > 0) throw bad(`${where} is not text.`);
    return guard(where, () => attribute.value);
  }

  private find(name: string): unknown {
    return name === '' ? this.root : guard(this.at(name), () => this.root.get(name));
  }

  private at(name: string): string {
    return name === '' ? this.path : `${this.path}, ${name}`;
  }
}

function listOfTexts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.map(String) : [];
}

function guard<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    // The last line of the library's stack says what it met: `… in H5F_open(): file truncated`.
    const message = reasonOf(error);
    const lines = [...message.matchAll(/ in \w+\(\): (.+)/g)].map(([, reason]) => reason);
    throw bad(`${where}: the file is damaged (${lines.at(-1) ?? message.split('\n')[0]}).`);
  }
}
