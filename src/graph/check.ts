import { DescriptorError, type DescriptorErrorCode } from './errors.js';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object's own property. Undefined if absent or null, because Keras writes null for absent fields. */
export function fieldOf(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? (value[key] ?? undefined) : undefined;
}

/** A value as error messages show it, shortened. */
export function show(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

interface Range {
  min?: number;
  max?: number;
}

/**
 * Reads and checks one object of a descriptor field by field. An invalid field throws a DescriptorError
 * with this reader's code; its message starts with the object's place in the descriptor.
 */
export class Fields {
  readonly object: JsonObject;
  readonly where: string;
  private readonly code: DescriptorErrorCode;

  constructor(value: unknown, where: string, code: DescriptorErrorCode) {
    this.where = where;
    this.code = code;
    if (!isObject(value)) throw this.error(`it is ${show(value)}; it must be an object`);
    this.object = value;
  }

  error(problem: string, code: DescriptorErrorCode = this.code): DescriptorError {
    return new DescriptorError(code, `${this.where}: ${problem}`);
  }

  get(key: string): unknown {
    return fieldOf(this.object, key);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** A reader for the object in a field. */
  fields(key: string, where = `${this.where}, ${key}`, code = this.code): Fields {
    const value = this.get(key);
    if (!isObject(value)) throw this.mismatch(key, 'an object');
    return new Fields(value, where, code);
  }

  list(key: string): readonly unknown[] {
    const value = this.get(key);
    if (!Array.isArray(value)) throw this.mismatch(key, 'a list');
    return value;
  }

  string(key: string, fallback?: string): string {
    const value = this.get(key) ?? fallback;
    if (typeof value !== 'string' || value.length > BOUNDS.text) {
      throw this.mismatch(key, `a string of at most ${BOUNDS.text} characters`);
    }
    return value;
  }

  boolean(key: string, fallback: boolean): boolean {
    const value = this.get(key) ?? fallback;
    if (typeof value !== 'boolean') throw this.mismatch(key, 'true or false');
    return value;
  }

  choice<const T extends string>(key: string, choices: readonly T[], fallback?: T): T {
    const value = this.get(key) ?? fallback;
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw this.mismatch(key, choices.join(' or '));
    return found;
  }

  /** A finite number within a range, limits included. */
  number(key: string, { min = -Infinity, max = Infinity }: Range = {}, fallback?: number): number {
    const value = this.get(key) ?? fallback;
    if (typeof value !== 'number' || !Number.isFinite(value) || value < min || value > max) {
      throw this.mismatch(key, `a finite number${rangeText(min, max)}`);
    }
    return value;
  }

  integer(key: string, { min = 0, max }: { min?: number; max: number }, fallback?: number): number {
    const value = this.get(key) ?? fallback;
    if (!isIntegerWithin(value, min, max)) {
      throw this.mismatch(key, `a whole number${rangeText(min, max)}`);
    }
    return value;
  }

  mismatch(key: string, needed: string, code = this.code): DescriptorError {
    return this.error(`${key} is ${show(this.get(key))}; it must be ${needed}`, code);
  }
}

export function isIntegerWithin(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}

function rangeText(min: number, max: number): string {
  if (min === -Infinity && max === Infinity) return '';
  if (max === Infinity) return ` from ${min}`;
  return min === -Infinity ? ` up to ${max}` : ` from ${min} to ${max}`;
}

/**
 * A descriptor may come from anyone, so its sizes are checked before memory is allocated. The bounds are
 * hundreds of times what a digit network needs.
 */
export const BOUNDS = {
  /** Of the descriptor file. */
  jsonBytes: 4 * 2 ** 20,
  /** Levels of nested objects and arrays. */
  jsonDepth: 64,
  /** Calls of layers, including those of nested models. */
  layers: 1024,
  tensors: 4096,
  weightFiles: 256,
  /** Characters of one name or text. */
  text: 4096,
  /** Of all tensors together; 64 MiB as float32. */
  weightElements: 16 * 2 ** 20,
  /** One size in a layer's configuration or in a tensor's shape. */
  size: 2 ** 20,
  /** Values between operations. */
  values: 4096,
  /** Elements of all these values together, per image. */
  valueElements: 16 * 2 ** 20,
  /** Multiply-adds of the whole network plus elements that pooling reads, per image. */
  multiplyAdds: 2 ** 31,
} as const;

/**
 * @param what is counted, in the plural
 * @throws DescriptorError `network-too-large`
 */
export function checkBound(count: number, max: number, what: string): void {
  if (count <= max) return;
  throw new DescriptorError(
    'network-too-large',
    `the network is too large: ${count} ${what}, and at most ${max} are allowed`,
  );
}

/**
 * @param where the list that contains the names
 * @throws DescriptorError `code` if a name occurs twice
 */
export function checkUnique(
  names: readonly string[],
  where: string,
  code: DescriptorErrorCode,
): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new DescriptorError(code, `${where} lists ${name} twice`);
    seen.add(name);
  }
}

export function elementsOf(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

/** A shape as error messages show it: 28×28×1. */
export function showShape(dims: readonly (number | null)[]): string {
  return dims.length === 0 ? 'a single number' : dims.map((size) => size ?? '?').join('×');
}
