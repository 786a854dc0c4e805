import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Drawing } from '../../src/ink/index.js';
import { ScriptError } from '../lib/script-error.js';

/** What is used of `dist/recognizer.js`. */
export interface BuiltRecognizer {
  readonly backend: string;
  recognizeBatch(
    inputs: Iterable<Float32Array | Drawing>,
  ): Promise<({ readonly digit: number } | null)[]>;
  dispose(): void;
}

interface BuiltModule {
  createRecognizer(options: { backend: string; model: string }): Promise<BuiltRecognizer>;
}

const BUILT = new URL('../../dist/recognizer.js', import.meta.url);

/**
 * Loads a descriptor with the package as built, so that what is measured is what users get.
 *
 * @param model a descriptor, or the folder of its `model.json`.
 * @throws ScriptError `not-built`, `data-missing`; whatever the recogniser throws.
 */
export async function createBuiltRecognizer(
  model: string,
  backend: string,
): Promise<BuiltRecognizer> {
  if (!existsSync(BUILT)) {
    throw new ScriptError(
      'not-built',
      `${fileURLToPath(BUILT)} is missing: run npm run build first.`,
    );
  }
  const path = model.endsWith('.json') ? model : join(model, 'model.json');
  if (!existsSync(path)) {
    throw new ScriptError('data-missing', `There is no descriptor at ${path}: check --model.`);
  }
  const { createRecognizer } = (await import(BUILT.href)) as BuiltModule;
  return createRecognizer({ backend, model: pathToFileURL(path).href });
}
