import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Fetch, loadDescriptor, parseDescriptor } from '../../src/graph/index.js';
import type { Drawing, Pixels, Preprocessing } from '../../src/ink/index.js';
import { ScriptError } from '../lib/cli.js';
import { describePlan, type PlanRow } from '../lib/descriptor.js';
import { fileFetch, importBuilt } from '../lib/files.js';

/** What is used of a result: see `Result` in src/recognizer/types.ts. */
export interface Answer {
  /** Null where the input is no digit. */
  readonly digit: number | null;
  readonly confidence: number;
  readonly probabilities: readonly number[];
}

/** What is used of a number: see `NumberResult` there. */
export interface NumberAnswer {
  readonly value: string;
  readonly confidence: number;
  readonly alternatives: readonly { readonly value: string }[];
  readonly digits: readonly { readonly strokes: readonly number[] }[];
}

/** Strokes, or a finished input image of 784 values. */
export type Input = Drawing | Float32Array;

/** What is used of `dist/recognizer.js`. */
export interface BuiltRecognizer {
  readonly backend: string;
  recognizeBatch(inputs: Iterable<Input | Pixels>): Promise<(Answer | null)[]>;
  recognizeNumber(
    drawing: Drawing,
    options: { readonly signed: boolean; readonly decimal: boolean },
  ): Promise<NumberAnswer | null>;
  learn(input: Input, digit: number, options: { readonly confirmed: boolean }): Promise<void>;
  forgetHand(): void;
  dispose(): void;
}

interface BuiltModule {
  createRecognizer(options: {
    backend: string;
    model: string;
    fetch?: Fetch | undefined;
  }): Promise<BuiltRecognizer>;
}

/**
 * Loads a descriptor with the package as built, so that what is measured is what users get.
 *
 * @param descriptor path of the file, or an absolute URL.
 * @param fetch where the descriptor is not on the disk.
 */
export async function createBuiltRecognizer(
  descriptor: string | URL,
  backend: string,
  fetch?: Fetch,
): Promise<BuiltRecognizer> {
  const { createRecognizer } = await importBuilt<BuiltModule>('recognizer.js');
  const { href } = typeof descriptor === 'string' ? pathToFileURL(descriptor) : descriptor;
  return createRecognizer({ backend, model: href, ...(fetch && { fetch }) });
}

export interface NetworkFacts {
  readonly name: string;
  /** Of the descriptor, as it was given. */
  readonly path: string;
  /** Length of its weight files. */
  readonly bytes: number;
  /** The same with gzip at its best, file by file. */
  readonly gzipped: number;
  /** Trained parameters. */
  readonly weights: number;
  readonly multiplyAdds: number;
  readonly operations: readonly PlanRow[];
  readonly preparation: Preprocessing;
}

/** @param model a descriptor, or the folder of its `model.json`. */
export function descriptorPath(model: string): string {
  const path = model.endsWith('.json') ? model : join(model, 'model.json');
  if (existsSync(path)) return path;
  throw new ScriptError(
    'data-missing',
    `There is no descriptor at ${path}: name a model.json or its folder.`,
  );
}

export async function readNetworkFacts(path: string): Promise<NetworkFacts> {
  const { plan, metadata, name } = await loadDescriptor(pathToFileURL(path).href, {
    fetch: fileFetch,
  });
  const operations = describePlan(plan);
  const { manifest } = parseDescriptor(JSON.parse(await readFile(path, 'utf8')));
  const files = await Promise.all(
    manifest
      .flatMap(({ paths }) => paths)
      .map((file) => readFile(new URL(file, pathToFileURL(path)))),
  );
  const sum = (count: (row: PlanRow) => number) =>
    operations.reduce((total, row) => total + count(row), 0);
  return {
    name,
    path,
    bytes: files.reduce((total, { length }) => total + length, 0),
    gzipped: files.reduce((total, file) => total + gzipSync(file, { level: 9 }).length, 0),
    weights: sum(({ weights }) => weights),
    multiplyAdds: sum(({ multiplyAdds }) => multiplyAdds),
    operations,
    preparation: metadata.preparation,
  };
}
