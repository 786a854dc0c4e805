import { ScriptError } from '../../../lib/script-error.js';
import { isJson, type Json } from '../model-json.js';

/** Attributes of a node as protobuf's JSON has them: integers as text, texts in base64. */
export class Attributes {
  readonly #where: string;
  readonly #values: Json;

  constructor(where: string, values: Json) {
    this.#where = where;
    this.#values = values;
  }

  /** @returns `fallback` where the attribute is absent. */
  text(key: string, fallback: string): string {
    const { s } = this.#field(key);
    return s === undefined ? fallback : decode(s);
  }

  texts(key: string): string[] {
    return this.#list(key, 's').map(decode);
  }

  /** @throws ScriptError `bad-network` */
  integers(key: string, fallback: readonly number[]): readonly number[] {
    const numbers = this.#list(key, 'i').map(Number);
    if (numbers.some((number) => !Number.isSafeInteger(number))) {
      throw new ScriptError(
        'bad-network',
        `${this.#where}: ${key} is not a list of whole numbers.`,
      );
    }
    return numbers.length === 0 ? fallback : numbers;
  }

  number(key: string, fallback: number): number {
    const { f } = this.#field(key);
    return typeof f === 'number' ? f : fallback;
  }

  flag(key: string): boolean {
    return this.#field(key)['b'] === true;
  }

  /** Sizes of a shape, null for those that are open; undefined where the rank is. */
  shape(key: string): (number | null)[] | undefined {
    const { shape } = this.#field(key);
    const dims = isJson(shape) ? shape['dim'] : undefined;
    if (!Array.isArray(dims)) return undefined;
    return dims.map((dim: unknown) => {
      const size = Number(isJson(dim) ? dim['size'] : NaN);
      return size >= 0 ? size : null;
    });
  }

  #field(key: string): Json {
    const value = Object.hasOwn(this.#values, key) ? this.#values[key] : undefined;
    return isJson(value) ? value : {};
  }

  #list(key: string, kind: string): unknown[] {
    const { list } = this.#field(key);
    const values = isJson(list) ? list[kind] : undefined;
    return Array.isArray(values) ? (values as unknown[]) : [];
  }
}

function decode(text: unknown): string {
  return Buffer.from(String(text), 'base64').toString('latin1');
}
