import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { ATTACKS } from './cases.js';
import { judge } from './verdict.js';

/** The same cases every time; another seed in the environment gives others. */
const seed = Number(process.env['HOSTILE_SEED'] ?? 20260101);

/** Tries `total` networks, shared out among the kinds of attack. */
export function attack(total: number): void {
  const all = Object.values(ATTACKS).reduce((sum, [, numRuns]) => sum + numRuns, 0);

  describe(`${total} hostile networks are read or refused by name (seed ${seed})`, () => {
    let cases = 0;

    for (const [kind, [arbitrary, share]] of Object.entries(ATTACKS)) {
      it(kind, async (t) => {
        const numRuns = (share * total) / all;
        const verdicts = new Map<string, number>();
        await fc.assert(
          fc.asyncProperty(arbitrary, async (server) => {
            const verdict = await judge(server);
            verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
            cases++;
          }),
          { seed, numRuns, endOnFailure: true, includeErrorInReport: true },
        );
        const sorted = [...verdicts].sort(([, a], [, b]) => b - a);
        t.diagnostic(`${numRuns} cases: ${sorted.map((pair) => pair.join(' ')).join(', ')}`);
      });
    }

    after(() => assert.equal(cases, total));
  });
}
