import { addUp, type Counts } from './counts.js';
import { runCheck } from './run-check.js';

/** What the tools remember of files that have not changed. */
const CACHE = 'node_modules/.cache/checks';

/** A process of its own, so that what it says is not mixed with what the others say. */
const BUILD = "import('./scripts/build/build.ts').then(({ build }) => build())";

interface Options {
  /** Look only at what has changed since the last time: it finds what looking at all would find. */
  readonly cached: boolean;
}

/**
 * Lints, checks formatting and types, and builds the package into dist/, all side by side: none
 * needs what another does.
 */
export async function runChecks({
  cached,
}: Options): Promise<{ readonly checks: Counts; readonly isBuilt: boolean }> {
  // Contents are compared and not times, which a checkout of Git changes. A cycle of imports that
  // a change closes runs through what has changed, so that the linter need not look further.
  const cache = (name: string) =>
    cached
      ? ['--cache', '--cache-strategy', 'content', '--cache-location', `${CACHE}/${name}`]
      : [];
  const incremental = cached ? ['--incremental', '--tsBuildInfoFile', `${CACHE}/types`] : [];
  const [built, ...others] = await Promise.all([
    runCheck('build', 'tsx', '--eval', BUILD),
    runCheck('eslint', 'eslint', ...cache('eslint'), '.'),
    runCheck(
      'prettier',
      'prettier',
      ...cache('prettier'),
      ...['--check', '--log-level', 'warn', '.'],
    ),
    runCheck('typescript', 'tsc', '--noEmit', ...incremental, '-p', 'tsconfig.json'),
  ]);
  return { checks: addUp([built, ...others]), isBuilt: built.failed === 0 };
}
