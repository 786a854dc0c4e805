import { BOUNDS, checkUnique, Fields, isObject, show, type JsonObject } from './check.js';
import { DescriptorError } from './errors.js';
import { expandNetwork, isModel } from './topology.js';
import { parseManifest } from './weights.js';

/** One call of a layer. A layer that is used twice has two calls. */
export interface LayerCall {
  /** Unique: the names of the models around it and its own, joined by `/`; then `#1` for the second call. */
  readonly id: string;
  /** The id without the number of the call. The names of the layer's weights start with it. */
  readonly path: string;
  readonly className: string;
  readonly config: JsonObject;
  /** Ids of the calls it reads. Empty only for the network's input. */
  readonly inputs: readonly string[];
}

export type StoredType = 'uint8' | 'uint16' | 'float16';

/** value = q * scale + min; for float16, scale is 1 and min 0. */
export interface Quantization {
  readonly dtype: StoredType;
  readonly scale: number;
  readonly min: number;
}

/** A tensor in a weight file. */
export interface TensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** Product of the shape. */
  readonly elements: number;
  readonly dtype: 'float32' | 'float16' | 'int32' | 'uint32' | 'uint8' | 'bool';
  readonly quantization: Quantization | undefined;
  /** State of an optimizer or a random generator. It takes bytes in the file and is ignored. */
  readonly training: boolean;
}

/** Tensors stored one after the other, in files that are read one after the other. */
export interface WeightGroup {
  readonly paths: readonly string[];
  readonly tensors: readonly TensorSpec[];
}

/** A decoded tensor. */
export interface WeightTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A checked layers-model `model.json` with nested models inlined. */
export interface Descriptor {
  /** The model's name; may be empty. */
  readonly name: string;
  /** Major version of the Keras that wrote it. TensorFlow.js writes the format of Keras 2. */
  readonly kerasMajor: number;
  /** Each stands after those it reads. */
  readonly layers: readonly LayerCall[];
  /** Id of the call whose result is the network's output. */
  readonly output: string;
  readonly manifest: readonly WeightGroup[];
  readonly metadata: DeclaredMetadata;
}

/**
 * Reads a layers-model `model.json`: checks its format, inlines nested models and sorts the layers.
 * `buildPlan` checks the layers themselves and their shapes.
 *
 * @param json the parsed file
 * @throws DescriptorError
 */
export function parseDescriptor(json: unknown): Descriptor {
  checkDepth(json);
  const root = new Fields(json, 'the descriptor', 'descriptor-invalid');
  const topology = findTopology(root);
  const model = findModel(topology);
  const className = model.string('class_name');
  if (!isModel(className)) {
    throw model.mismatch('class_name', 'Sequential or Functional', 'descriptor-unsupported');
  }
  const config = model.get('config');
  return {
    name: isObject(config) && typeof config['name'] === 'string' ? config['name'] : '',
    kerasMajor: parseInt(topology.string('keras_version', '2'), 10) || 2,
    ...expandNetwork(className, config),
    manifest: parseManifest(root.get('weightsManifest')),
    metadata: parseMetadata(root.get('userDefinedMetadata')),
  };
}

function findTopology(root: Fields): Fields {
  const format = root.get('format');
  const topology = root.fields('modelTopology', 'modelTopology');
  if ((format !== undefined && format !== 'layers-model') || topology.has('node')) {
    throw root.error(
      `its format is ${show(format ?? 'graph-model')}; save the network as a layers-model`,
      'descriptor-unsupported',
    );
  }
  return topology;
}

/** In exports of Keras the model is one level deeper. */
function findModel(topology: Fields): Fields {
  return topology.has('model_config')
    ? topology.fields('model_config', 'modelTopology.model_config')
    : topology;
}

function checkDepth(value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth >= BOUNDS.jsonDepth) {
    throw new DescriptorError(
      'descriptor-too-large',
      `the descriptor has more than ${BOUNDS.jsonDepth} levels of nested objects; it is damaged, or another file`,
    );
  }
  for (const inner of Object.values(value)) checkDepth(inner, depth + 1);
}

/** A weight file, as listed in `userDefinedMetadata.digitRecognizer.weights`. */
export interface WeightFile {
  /** As in `weightsManifest`. */
  readonly path: string;
  readonly bytes: number;
  /** Lowercase hexadecimal. */
  readonly sha256: string;
}

/** What the network's outputs are. */
export type OutputKind = 'probabilities' | 'logits';

/**
 * This library's additions to the layers-model format, under `userDefinedMetadata.digitRecognizer`. The
 * defaults are the conventions of MNIST. A plan does not contain them: its caller maps the input image to
 * `input`, and the outputs to digits by `output` and `labels`.
 */
export interface DescriptorMetadata {
  /** Version of these fields. */
  readonly format: 1;
  readonly input: {
    /** Range of the network's input: [0, 1], [0, 255] or [-1, 1]. */
    readonly range: readonly [min: number, max: number];
    /** Whether ink is the maximum of the range (light, as in MNIST) or its minimum. */
    readonly foreground: 'light' | 'dark';
    /** Of the training's normalization: the network takes (x - mean) / deviation of x in the range. Default 0. */
    readonly mean?: number;
    /** Above 0; default 1. */
    readonly deviation?: number;
    /** Pixels row by row (default), or column by column as EMNIST has them. */
    readonly layout?: 'rows' | 'columns';
  };
  /** How a drawing becomes an input image; lengths in pixels of the 28×28 grid. */
  readonly preparation: {
    /** Side of the square that the ink is fitted to, 1 to 28. */
    readonly box: number;
    /** What is moved to the middle of the grid: the center of mass, or the middle of the extent. */
    readonly centre: 'mass' | 'extent';
    /** Diameter of the pen, 0.5 to 8 and at most `box`. */
    readonly penWidth: number;
  };
  readonly output: OutputKind;
  /** The digits of the outputs in their order, {@link notADigit} left out: a permutation of '0' to '9'. */
  readonly labels: readonly string[];
  /** Which of several outputs is meant, by its name in the network; only TensorFlow.js runs such networks. */
  readonly outputName?: string;
  /** Index of the output for ink that is not a digit. With it, a network has eleven outputs instead of ten. */
  readonly notADigit?: number;
  /** Lengths and digests of all weight files; if empty, they are not checked. */
  readonly weights: readonly WeightFile[];
  /** A short name for people. */
  readonly title?: string;
  readonly description?: string;
  /** Where the network comes from. */
  readonly source?: string;
  readonly license?: string;
  readonly trainedOn?: string;
  /** Fraction of digits read correctly, 0 to 1, by the name of the test set. */
  readonly scores?: Readonly<Record<string, number>>;
}

/** As written in the file. Without `output`, the last layer decides. */
export type DeclaredMetadata = Omit<DescriptorMetadata, 'output'> & {
  readonly output: OutputKind | undefined;
};

const RANGES = [
  [0, 1],
  [0, 255],
  [-1, 1],
] as const;

const DIGITS = [...'0123456789'];

const TEXTS = ['title', 'description', 'source', 'license', 'trainedOn', 'outputName'] as const;

/** @throws DescriptorError `metadata-invalid` */
export function parseMetadata(userDefined: unknown): DeclaredMetadata {
  const root = section(userDefined ?? {}, 'userDefinedMetadata');
  const fields = section(root.get('digitRecognizer') ?? { format: 1 }, 'digitRecognizer');
  if (fields.get('format') !== 1) {
    throw fields.mismatch('format', '1, the only version there is');
  }
  return {
    format: 1,
    input: parseInput(subsection(fields, 'input')),
    preparation: parsePreprocessing(subsection(fields, 'preparation')),
    output: fields.has('output') ? fields.choice('output', ['probabilities', 'logits']) : undefined,
    labels: fields.has('labels') ? parseLabels(fields) : DIGITS,
    ...(fields.has('notADigit') && {
      notADigit: fields.integer('notADigit', { max: DIGITS.length }),
    }),
    weights: fields.has('weights') ? parseWeightFiles(fields) : [],
    ...parseTexts(fields),
    ...(fields.has('scores') && { scores: parseScores(fields.fields('scores')) }),
  };
}

function section(value: unknown, where: string): Fields {
  return new Fields(value, where, 'metadata-invalid');
}

function subsection(fields: Fields, key: string): Fields {
  return section(fields.get(key) ?? {}, `digitRecognizer.${key}`);
}

/** Without this check, a misspelled field would silently get its default. */
function onlyKeys(fields: Fields, keys: readonly string[]): void {
  const unknown = Object.keys(fields.object).find((key) => !keys.includes(key));
  if (unknown !== undefined)
    throw fields.error(`${unknown} is not a field; the fields are ${keys.join(', ')}`);
}

function parseInput(fields: Fields): DescriptorMetadata['input'] {
  onlyKeys(fields, ['range', 'foreground', 'mean', 'deviation', 'layout']);
  const given = fields.get('range') ?? RANGES[0];
  const range = RANGES.find(
    ([min, max]) =>
      Array.isArray(given) && given.length === 2 && given[0] === min && given[1] === max,
  );
  if (!range) throw fields.mismatch('range', '[0, 1], [0, 255] or [-1, 1]');
  return {
    range,
    foreground: fields.choice('foreground', ['light', 'dark'], 'light'),
    ...(fields.has('mean') && { mean: fields.number('mean', { min: -255, max: 255 }) }),
    ...(fields.has('deviation') && {
      deviation: fields.number('deviation', { min: 1e-3, max: 255 }),
    }),
    ...(fields.has('layout') && { layout: fields.choice('layout', ['rows', 'columns']) }),
  };
}

function parsePreprocessing(fields: Fields): DescriptorMetadata['preparation'] {
  onlyKeys(fields, ['box', 'centre', 'penWidth']);
  const box = fields.number('box', { min: 1, max: 28 }, 20);
  const penWidth = fields.number('penWidth', { min: 0.5, max: 8 }, Math.min(2.45, box));
  if (penWidth > box)
    throw fields.error(`penWidth ${penWidth} is wider than box ${box}; choose a thinner pen`);
  return { box, centre: fields.choice('centre', ['mass', 'extent'], 'mass'), penWidth };
}

function parseLabels(fields: Fields): string[] {
  const labels = fields.list('labels');
  const digits = labels.map((label) => (typeof label === 'number' ? String(label) : label));
  if (digits.length !== 10 || DIGITS.some((digit) => !digits.includes(digit))) {
    throw fields.mismatch('labels', "the ten digits '0' to '9', each once");
  }
  return digits as string[];
}

function parseWeightFiles(fields: Fields): WeightFile[] {
  const files = fields.list('weights').map((value, index) => {
    const file = section(value, `digitRecognizer.weights[${index}]`);
    const sha256 = file.string('sha256').toLowerCase();
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw file.mismatch('sha256', '64 hexadecimal digits');
    const bytes = file.integer('bytes', { max: BOUNDS.weightElements * 4 });
    return { path: file.string('path'), bytes, sha256 };
  });
  checkUnique(
    files.map(({ path }) => path),
    'digitRecognizer.weights',
    'metadata-invalid',
  );
  return files;
}

function parseTexts(fields: Fields): Partial<Record<(typeof TEXTS)[number], string>> {
  const present = TEXTS.filter((key) => fields.has(key));
  return Object.fromEntries(present.map((key) => [key, fields.string(key)]));
}

function parseScores(fields: Fields): Record<string, number> {
  const names = Object.keys(fields.object);
  return Object.fromEntries(names.map((name) => [name, fields.number(name, { min: 0, max: 1 })]));
}
