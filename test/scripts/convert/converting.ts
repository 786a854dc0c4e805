import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { test, type TestContext } from 'node:test';
import { createBackend } from '../../../src/backends/cpu.js';
import { loadDescriptor } from '../../../src/graph/index.js';
import { convert, type ConvertRequest } from '../../../scripts/convert/convert.js';
import { fileFetch } from '../../../scripts/lib/files.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { type SavedModel, writeModel } from './saved-model.js';

const built = fileURLToPath(new URL('../../../dist/backends/cpu.js', import.meta.url));

/** The converter runs networks on the package as built. */
const skip = !existsSync(built) && `${built} is missing`;

/** A test that needs the package as built. */
export function check(name: string, run: (context: TestContext) => Promise<void>): void {
  void test(name, { skip }, run);
}

/** A folder with a saved model, and a place for its conversion. */
export async function saveIn(context: TestContext, saved: SavedModel, shards = 1) {
  const directory = await temporaryDirectory(context);
  const input = await writeModel(join(directory, 'in'), saved, shards);
  return { directory, input, out: join(directory, 'out') };
}

/** A saved model, converted, answers as expected. */
export async function assertSame(
  context: TestContext,
  saved: SavedModel,
  shards: number,
  images: Float32Array,
  expected: ArrayLike<number>,
) {
  const places = await saveIn(context, saved, shards);
  const printed = await converted(context, { ...places, quantize: 'none' });
  assert.ok(largestGap(await outputsOf(places.out, images), expected) <= 1e-5);
  return { ...places, printed };
}

/** Converts with the command's own defaults. @returns what was printed. */
export async function converted(
  context: TestContext,
  request: Pick<ConvertRequest, 'input' | 'out'> & Partial<ConvertRequest>,
): Promise<string> {
  const lines: string[] = [];
  const log = context.mock.method(console, 'log', (line: string) => lines.push(line));
  try {
    await convert({ quantize: 'float16', appendSoftmax: 'auto', given: {}, ...request });
  } finally {
    log.mock.restore();
  }
  return lines.join('\n');
}

/** Outputs of the descriptor in `directory`, loaded from the disk. */
export async function outputsOf(directory: string, images: Float32Array): Promise<Float32Array> {
  const url = pathToFileURL(join(directory, 'model.json')).href;
  const { plan } = await loadDescriptor(url, { fetch: fileFetch });
  const backend = await createBackend();
  return (await backend.compile(plan)).run(images, images.length / 784);
}

export async function metadataOf(directory: string): Promise<Record<string, unknown>> {
  const json = JSON.parse(await readFile(join(directory, 'model.json'), 'utf8')) as {
    userDefinedMetadata: { digitRecognizer: Record<string, unknown> };
  };
  return json.userDefinedMetadata.digitRecognizer;
}

/** A hundred images of noise from 0 to `most`. */
export function noise(most = 1): Float32Array {
  let state = 12345;
  return Float32Array.from({ length: 100 * 784 }, () => {
    // The generator of Numerical Recipes.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * most;
  });
}

export function largestGap(some: ArrayLike<number>, others: ArrayLike<number>): number {
  if (some.length !== others.length) return Infinity;
  return Math.max(...Array.from(some, (value, at) => Math.abs(value - others[at]!)));
}
