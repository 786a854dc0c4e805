import { BOUNDS, checkBound, checkUnique, Fields, isIntegerWithin, showShape } from './check.js';
import type { Quantization, TensorSpec, WeightGroup, WeightTensor } from './descriptor.js';
import { DescriptorError } from './errors.js';

const TYPES = ['float32', 'float16', 'int32', 'uint32', 'uint8', 'bool'] as const;

const BYTES = { float32: 4, int32: 4, uint32: 4, float16: 2, uint16: 2, uint8: 1, bool: 1 };

/** Bytes of a tensor in its file. */
export function storedBytes({ elements, dtype, quantization }: TensorSpec): number {
  return elements * BYTES[quantization?.dtype ?? dtype];
}

export function groupBytes({ tensors }: WeightGroup): number {
  return tensors.reduce((sum, tensor) => sum + storedBytes(tensor), 0);
}

/**
 * @param value `weightsManifest` of a layers-model
 * @param anyType also whole numbers and booleans, as graph-models have them
 * @throws DescriptorError `weights-manifest-invalid`, `weights-dtype`, `weights-duplicate`,
 *   `network-too-large`
 */
export function parseManifest(value: unknown, anyType = false): WeightGroup[] {
  const root = new Fields({ weightsManifest: value }, 'the descriptor', 'weights-manifest-invalid');
  const groups = root
    .list('weightsManifest')
    .map((group, index) => parseGroup(group, index, anyType));
  const paths = groups.flatMap(({ paths }) => paths);
  checkBound(paths.length, BOUNDS.weightFiles, 'weight files');
  checkUnique(paths, 'weightsManifest', 'weights-manifest-invalid');
  const tensors = groups.flatMap(({ tensors }) => tensors);
  checkBound(tensors.length, BOUNDS.tensors, 'tensors');
  const names = tensors.map(({ name }) => name);
  checkUnique(names, 'weightsManifest', 'weights-duplicate');
  const elements = tensors.reduce((sum, tensor) => sum + tensor.elements, 0);
  checkBound(elements, BOUNDS.weightElements, 'numbers in the tensors');
  return groups;
}

function parseGroup(value: unknown, index: number, anyType: boolean): WeightGroup {
  const group = new Fields(value, `weightsManifest[${index}]`, 'weights-manifest-invalid');
  const paths = group.list('paths').map((path) => {
    if (typeof path !== 'string' || path === '' || path.length > BOUNDS.text) {
      throw group.mismatch('paths', `a list of names of at most ${BOUNDS.text} characters`);
    }
    return path;
  });
  const tensors = group.list('weights').map((tensor) => parseTensor(tensor, group, anyType));
  return { paths, tensors };
}

function parseTensor(value: unknown, group: Fields, anyType: boolean): TensorSpec {
  const unnamed = new Fields(value, `${group.where}, weights`, 'weights-manifest-invalid');
  // TensorFlow appends an output's number to the name.
  const name = unnamed.string('name').replace(/:\d+$/, '');
  const fields = new Fields(value, `tensor ${name}`, 'weights-manifest-invalid');
  const shape = fields.list('shape').map((size) => {
    if (!isIntegerWithin(size, 0, BOUNDS.weightElements)) {
      throw fields.mismatch('shape', `a list of whole numbers up to ${BOUNDS.weightElements}`);
    }
    return size;
  });
  const elements = shape.reduce((product, size) => product * size, 1);
  checkBound(elements, BOUNDS.weightElements, `numbers in tensor ${name}`);
  const quantization = fields.has('quantization')
    ? parseQuantization(fields.fields('quantization'))
    : undefined;
  const training = fields.get('group') === 'optimizer' || /(^|\/)seed_generator_state$/.test(name);
  const given = fields.string('dtype');
  const dtype = TYPES.find((type) => type === given);
  if (!dtype) throw fields.mismatch('dtype', TYPES.join(' or '), 'weights-dtype');
  const isFloat = dtype === 'float32' || dtype === 'float16';
  if (!anyType && !training && !quantization && !isFloat) {
    throw fields.error(
      `its dtype is ${dtype}; weights are float32, float16 or quantized`,
      'weights-dtype',
    );
  }
  return { name, shape, elements, dtype, quantization, training };
}

function parseQuantization(fields: Fields): Quantization {
  const dtype = fields.choice('dtype', ['uint8', 'uint16', 'float16']);
  if (dtype === 'float16') return { dtype, scale: 1, min: 0 };
  return { dtype, scale: fields.number('scale'), min: fields.number('min') };
}

/**
 * Decodes the tensors in the weight files to float32.
 *
 * @param buffers for each group of the manifest, the contents of its files one after the other. A tensor
 *   may begin in one file and end in the next
 * @throws DescriptorError `weights-too-short`, `weights-too-long`, `weights-not-finite`
 */
export function decodeWeights(
  manifest: readonly WeightGroup[],
  buffers: readonly Uint8Array[],
): Map<string, WeightTensor> {
  const weights = new Map<string, WeightTensor>();
  manifest.forEach((group, index) => {
    const bytes = buffers[index] ?? new Uint8Array();
    checkLength(bytes.length, groupBytes(group), group.paths.join(', '));
    let offset = 0;
    for (const tensor of group.tensors) {
      const length = storedBytes(tensor);
      if (!tensor.training) {
        const view = new DataView(bytes.buffer, bytes.byteOffset + offset, length);
        weights.set(tensor.name, { shape: tensor.shape, values: decodeTensor(tensor, view) });
      }
      offset += length;
    }
  });
  return weights;
}

/** @throws DescriptorError `weights-too-short`, `weights-too-long` */
export function checkLength(found: number, needed: number, files: string, note = ''): void {
  if (found === needed) return;
  throw new DescriptorError(
    found < needed ? 'weights-too-short' : 'weights-too-long',
    `${files}: ${found < needed ? found : 'more'} bytes, but the descriptor states ${needed}${note || '; the file is damaged or of another version'}`,
  );
}

function decodeTensor(tensor: TensorSpec, view: DataView): Float32Array {
  const read = reader(tensor, view);
  const values = new Float32Array(tensor.elements);
  for (let i = 0; i < values.length; i++) {
    values[i] = read(i);
    if (!Number.isFinite(values[i])) {
      throw new DescriptorError(
        'weights-not-finite',
        `tensor ${tensor.name}: element ${i} is ${values[i]}; export the network again with finite weights`,
      );
    }
  }
  return values;
}

/** Stored numbers are little-endian on every machine. */
const READERS = {
  float32: (view: DataView, i: number) => view.getFloat32(i * 4, true),
  uint8: (view: DataView, i: number) => view.getUint8(i),
  uint16: (view: DataView, i: number) => view.getUint16(i * 2, true),
  float16: (view: DataView, i: number) => decodeFloat16(view.getUint16(i * 2, true)),
  int32: (view: DataView, i: number) => view.getInt32(i * 4, true),
  uint32: (view: DataView, i: number) => view.getUint32(i * 4, true),
  bool: (view: DataView, i: number) => view.getUint8(i),
};

function reader({ quantization, dtype }: TensorSpec, view: DataView): (index: number) => number {
  const read = READERS[quantization?.dtype ?? dtype];
  if (!quantization) return (i) => read(view, i);
  const { scale, min } = quantization;
  const isWhole = !dtype.startsWith('float');
  return (i) => {
    const value = read(view, i) * scale + min;
    return isWhole ? Math.round(value) : value;
  };
}

/** Decodes IEEE 754 binary16: a sign bit, five bits of exponent with a bias of 15, ten of fraction. */
export function decodeFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/**
 * Finds the tensors of layers. Frameworks name a layer's tensor `layer/kernel`, `model/layer/kernel` or
 * `layer/layer/kernel`. So an exact name is tried first, then the end of the name.
 */
export class WeightStore {
  private readonly weights: ReadonlyMap<string, WeightTensor>;
  /** From a tensor's name to the path of its layer. */
  private readonly owners = new Map<string, string>();

  constructor(weights: ReadonlyMap<string, WeightTensor>) {
    this.weights = weights;
  }

  /**
   * Finds a tensor and marks it as used.
   *
   * @param path of the layer, see `LayerCall.path`
   * @param parameters possible names of the tensor
   * @throws DescriptorError `weights-missing`, `weights-duplicate`, `weights-shape`
   */
  claim(
    path: string,
    parameters: readonly string[],
    shape: readonly number[],
    options: Fields,
  ): Float32Array {
    const name = this.find(path, parameters, options);
    const tensor = this.weights.get(name);
    const owner = this.owners.get(name) ?? path;
    if (!tensor || owner !== path) {
      const where = tensor ? `; ${name} belongs to layer ${owner}` : '';
      throw options.error(
        `there is no tensor ${path}/${parameters.join(' or ')}${where}`,
        'weights-missing',
      );
    }
    if (tensor.shape.join() !== shape.join()) {
      throw options.error(
        `tensor ${name} has the shape ${showShape(tensor.shape)}; it must be ${showShape(shape)}`,
        'weights-shape',
      );
    }
    this.owners.set(name, path);
    return tensor.values;
  }

  /** Names of the tensors that no layer uses. */
  unused(): string[] {
    return [...this.weights.keys()].filter((name) => !this.owners.has(name));
  }

  private find(path: string, parameters: readonly string[], options: Fields): string {
    const layer = path.slice(path.lastIndexOf('/') + 1);
    for (const owner of [path, layer]) {
      for (const parameter of parameters) {
        const name = `${owner}/${parameter}`;
        if (this.weights.has(name)) return name;
        const ending = [...this.weights.keys()].filter((key) => key.endsWith(`/${name}`));
        const [found, ...more] = ending;
        if (found !== undefined && more.length === 0) return found;
        if (found !== undefined) {
          throw options.error(
            `the names of tensors ${found} and ${more.join(', ')} end in ${name}; rename one layer`,
            'weights-duplicate',
          );
        }
      }
    }
    return '';
  }
}
