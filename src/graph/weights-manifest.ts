import { BOUNDS } from './bounds.js';
import type { Quantization, TensorSpec, WeightGroup } from './descriptor.js';
import { DescriptorError } from './descriptor-error.js';
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
  checkUnique(
    groups.flatMap(({ paths }) => paths),
    BOUNDS.weightFiles,
    (path) =>
      new DescriptorError('weights-manifest-invalid', `weightsManifest lists ${path} twice`),
  );
  const tensors = groups.flatMap(({ tensors }) => tensors);
  checkUnique(
    tensors.map(({ name }) => name),
    BOUNDS.tensors,
    (name) => new DescriptorError('weights-duplicate', `two tensors are called ${name}`),
  );
  const elements = tensors.reduce((sum, tensor) => sum + tensor.elements, 0);
  if (elements > BOUNDS.weightElements) {
    throw new DescriptorError(
      'network-too-large',
      `the tensors have ${elements} numbers where ${BOUNDS.weightElements} are allowed`,
    );
  }
  return groups;
}

function checkUnique(
  names: readonly string[],
  most: number,
  duplicate: (name: string) => DescriptorError,
): void {
  if (names.length > most) {
    throw new DescriptorError(
      'network-too-large',
      `weightsManifest has ${names.length} entries where ${most} are allowed`,
    );
  }
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw duplicate(name);
    seen.add(name);
  }
}

function parseGroup(value: unknown, index: number): WeightGroup {
  const group = new Fields(value, `weightsManifest[${index}]`, 'weights-manifest-invalid');
  const paths = group.list('paths').map((path) => {
    if (typeof path !== 'string' || path === '') throw group.mismatch('paths', 'a list of names');
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
  if (elements > BOUNDS.weightElements) {
    throw fields.error(`${elements} numbers are more than allowed`, 'network-too-large');
  }
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
