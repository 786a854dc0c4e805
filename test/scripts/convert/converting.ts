import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { TestContext } from 'node:test';
import { createBackend } from '../../../src/backends/cpu.js';
import { loadDescriptor } from '../../../src/graph/index.js';
import { convert, type ConvertRequest } from '../../../scripts/convert/convert.js';
import { fileFetch } from '../../../scripts/lib/files.js';

const built = fileURLToPath(new URL('../../../dist/backends/cpu.js', import.meta.url));

/** The converter runs networks on the package as built. */
export const skip = !existsSync(built) && `${built} is missing`;

/** Converts with the command's own defaults. @returns what was printed. */
export async function converted(
  context: TestContext,
  request: Pick<ConvertRequest, 'input' | 'out'> & Partial<ConvertRequest>,
): Promise<string> {
  const lines: string[] = [];
  const log = context.mock.method(console, 'log', (line: string) => lines.push(line));
  try {
    await convert({ quantize: 'float16', appendSoftmax: 'auto', ...request });
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
