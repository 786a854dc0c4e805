import path from 'node:path';
import { parseAst } from 'rollup/parseAst';

/** What a module of dist/ imports, as paths below dist/. */
export interface ModuleImports {
  /** Fetched with the module. */
  readonly fixed: readonly string[];
  /** Fetched when the module asks for them: `import()` of a string. */
  readonly lazy: readonly string[];
}

/** By path below dist/. */
export type ModuleGraph = ReadonlyMap<string, ModuleImports>;

/** @param file path below dist/, which relative imports refer to. */
export function importsOf(file: string, code: string): ModuleImports {
  const fixed = new Set<string>();
  const lazy = new Set<string>();
  visit(parseAst(code), (node) => {
    const source = Object(node.source) as { value?: unknown };
    if (typeof source.value !== 'string') return;
    const target = path.posix.join(path.posix.dirname(file), source.value);
    (node.type === 'ImportExpression' ? lazy : fixed).add(target);
  });
  return { fixed: [...fixed], lazy: [...lazy] };
}

/** Only imports, and exports from elsewhere, have a `source`. */
function visit(node: unknown, tell: (node: Record<string, unknown>) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) tell(node as Record<string, unknown>);
  for (const child of Object.values(node)) visit(child, tell);
}

/**
 * Every module that a page fetches which starts with `entry` and comes to import `lazy`, sorted.
 *
 * @throws Error for a module that is not there, or that nothing fetched before it imports lazily.
 */
export function modulesFetched(
  graph: ModuleGraph,
  entry: string,
  lazy: readonly string[],
): string[] {
  const fetched = new Set<string>();
  const offered = new Set<string>();
  const fetch = (file: string): void => {
    if (fetched.has(file)) return;
    fetched.add(file);
    const imports = graph.get(file);
    if (!imports) throw new Error(`dist/${file} is missing, and a page would ask for it.`);
    imports.lazy.forEach((target) => offered.add(target));
    imports.fixed.forEach(fetch);
  };
  fetch(entry);
  for (const file of lazy) {
    if (!offered.has(file) && !fetched.has(file)) {
      throw new Error(`Nothing that dist/${entry} loads imports dist/${file}.`);
    }
    fetch(file);
  }
  return [...fetched].sort();
}
