import { readFile } from 'node:fs/promises';
import { ScriptError } from '../../../scripts/lib/cli.js';
import { readOnnx } from '../../../scripts/convert/onnx/index.js';
import type { SourceNetwork } from '../../../scripts/convert/source-network.js';

const FOLDER = new URL('fixtures/onnx/', import.meta.url);

/** Ten answers to each of three images, by the file or graph. */
export async function readExpected(name: string): Promise<Record<string, number[][]>> {
  return JSON.parse(await readFile(new URL(name, FOLDER), 'utf8')) as Record<string, number[][]>;
}

export async function readFixture(name: string): Promise<Uint8Array> {
  return readFile(new URL(name, FOLDER));
}

/** An image that the expected answers are for, computed alike in every language. */
export function fixedImage(index: number, range = 1): Float32Array {
  return Float32Array.from(
    { length: 784 },
    (_, i) => (((i * 37 + index * 53) % 101) / 101) * range,
  );
}

/** The largest number in a graph's images; the zoo's network takes 0 to 255. */
export function inputRange(name: string): number {
  return name.startsWith('zoo') ? 255 : 1;
}

export function convert(bytes: Uint8Array, path = 'network.onnx'): Promise<SourceNetwork> {
  const readBeside = (name: string) =>
    Promise.reject(new ScriptError('data-missing', `${name} is not there`));
  return readOnnx({ path, bytes, readBeside }, {});
}
