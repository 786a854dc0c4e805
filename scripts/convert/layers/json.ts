import { reasonOf } from '../../lib/reason.js';
import { badNetwork } from './failures.js';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws ScriptError `bad-network`, naming `where` and the place at which the text breaks. */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw badNetwork(`${where} is not JSON (${reasonOf(error)})`);
  }
}
