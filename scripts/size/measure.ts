import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { filesForPages } from '../build/page-files.js';
import { DIST } from '../build/paths.js';
import { ScriptError } from '../lib/script-error.js';
import { sizeCases } from './cases.js';
import { importsOf, modulesFetched, type ModuleImports } from './module-graph.js';
import { addSizes, type Size, type SizeReport } from './size-report.js';

/**
 * Weighs what a page may load of the package as built.
 *
 * @throws ScriptError `not-built`
 */
export async function measureBuild(): Promise<SizeReport> {
  if (!existsSync(`${DIST}integrity.json`)) {
    throw new ScriptError('not-built', `${DIST} is not complete: run npm run build first.`);
  }
  const files = new Map<string, Size>();
  const graph = new Map<string, ModuleImports>();
  for (const name of await filesForPages()) {
    const content = await readFile(DIST + name);
    files.set(name, weigh(content));
    if (name.endsWith('.js')) graph.set(name, importsOf(name, content.toString()));
  }
  const sums = sizeCases().map(({ name, entry, lazy, data, limit }) => {
    const fetched = [...modulesFetched(graph, entry, lazy), ...data];
    return { name, files: fetched, limit, ...addSizes(files, fetched) };
  });
  return { files, sums };
}

function weigh(content: Buffer): Size {
  return {
    raw: content.length,
    gzip: gzipSync(content, { level: 9 }).length,
    brotli: brotliCompressSync(content, {
      params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
    }).length,
  };
}
