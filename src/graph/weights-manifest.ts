import { BOUNDS, checkBound } from './bounds.js';
import { checkUnique } from './check-unique.js';
import type { Quantization, TensorSpec, WeightGroup } from './descriptor.js';
import { Fields, isIntegerWithin } from './fields.js';

const TYPES = ['float32', 'float16', 'int32', 'uint32', 'uint8', 'bool'] as const;

const BYTES = { float32: 4, int32: 4, uint32: 4, float16: 2, uint16: 2, uint8: 1, bool: 1 };

/** Bytes that a tensor takes in its file. */
export function storedBytes({ elements, dtype, quantization }: TensorSpec): number {
  return elements * BYTES[quantization?.dtype ?? dtype];
}

export function groupBytes({ tensors }: WeightGroup): number {
  return tensors.reduce((sum, tensor) => sum + storedBytes(tensor), 0);
}

/**
 * @param value `weightsManifest` of a layers-model
 * @throws DescriptorError `weights-manifest-invalid`, `weights-dtype`, `weights-duplicate`,
 *   `network-too-large`
 */
export function parseManifest(value: unknown): WeightGroup[] {
  const root = new Fields({ weightsManifest: value }, 'the descriptor', 'weights-manifest-invalid');
  const groups = root.list('weightsManifest').map(parseGroup);
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

function parseGroup(value: unknown, index: number): WeightGroup {
  const group = new Fields(value, `weightsManifest[${index}]`, 'weights-manifest-invalid');
  const paths = group.list('paths').map((path) => {
    if (typeof path !== 'string' || path === '' || path.length > BOUNDS.text) {
      throw group.mismatch('paths', `a list of names of at most ${BOUNDS.text} characters`);
    }
    return path;
  });
  return { paths, tensors: group.list('weights').map((tensor) => parseTensor(tensor, group)) };
}

function parseTensor(value: unknown, group: Fields): TensorSpec {
  const unnamed = new Fields(value, `${group.where}, weights`, 'weights-manifest-invalid');
  // TensorFlow appends the number of an operation's output to its name.
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
  if (!dtype) throw fields.mismatch('dtype', TYPES.join(', '), 'weights-dtype');
  if (!training && !quantization && dtype !== 'float32' && dtype !== 'float16') {
    throw fields.error(
      `dtype ${dtype} is no weight; float32, float16 or a quantization is needed`,
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
