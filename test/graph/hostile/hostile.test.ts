import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { ATTACKS } from './cases.js';
import { counters } from '../../support/evidence-in-node.js';
import { judge } from './verdict.js';

/** The same cases every time; another seed in the environment gives others. */
const seed = Number(process.env['HOSTILE_SEED'] ?? 20260101);

describe(`a hostile network is read or refused by name (seed ${seed})`, () => {
  const counts = counters('descriptors', [
    ...(['cases fuzzed', 'refused by name', 'read, and run'] as const),
    'read, too large to be run here',
  ]);

  for (const [kind, [arbitrary, numRuns]] of Object.entries(ATTACKS)) {
    it(kind, async (t) => {
      const verdicts = new Map<string, number>();
      await fc.assert(
        fc.asyncProperty(arbitrary, async (server) => {
          const verdict = await judge(server);
          counts['cases fuzzed']++;
          counts[outcomeOf(verdict)]++;
          verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
        }),
        { seed, numRuns, endOnFailure: true, includeErrorInReport: true },
      );
      const sorted = [...verdicts].sort(([, a], [, b]) => b - a);
      t.diagnostic(`${numRuns} cases: ${sorted.map((pair) => pair.join(' ')).join(', ')}`);
    });
  }

  after(() => assert.equal(counts['cases fuzzed'], 10_000));
});

function outcomeOf(verdict: string) {
  if (verdict === 'read') return 'read, and run';
  return verdict === 'large' ? 'read, too large to be run here' : 'refused by name';
}
