import { appendFileSync } from 'node:fs';
import { after } from 'node:test';
import { EVIDENCE_FILE, evidenceOf, zeros, type Subject } from '../../scripts/test/evidence.js';

/**
 * Counters that start at zero. What they have counted when the suite ends is shown at the end of the run,
 * and in docs/reliability.md; counters of the same name are added up.
 *
 * @param where the engine that the suite drives.
 */
export function counters<What extends string>(
  subject: Subject,
  whats: readonly What[],
  where = 'Node',
): Record<What, number> {
  const counts = zeros(whats);
  after(() => {
    const file = process.env[EVIDENCE_FILE];
    if (!file) return;
    for (const evidence of evidenceOf(subject, counts, where)) {
      appendFileSync(file, `${JSON.stringify(evidence)}\n`);
    }
  });
  return counts;
}
