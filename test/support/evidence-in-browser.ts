import { executeServerCommand } from '@web/test-runner-commands';
import { EVIDENCE_COMMAND, type Evidence, type Subject } from '../../scripts/test/evidence.js';
import { ENGINE } from './engine.js';

/**
 * Counters that start at zero. What they have counted when the suite ends is shown at the end of the run,
 * and in docs/reliability.md; counters of the same name are added up.
 */
export function counters<What extends string>(
  subject: Subject,
  whats: readonly What[],
): Record<What, number> {
  const counts = Object.fromEntries(whats.map((what) => [what, 0])) as Record<What, number>;
  after(async () => {
    for (const what of whats) {
      const evidence: Evidence = { subject, what, count: counts[what], where: ENGINE };
      await executeServerCommand(EVIDENCE_COMMAND, evidence);
    }
  });
  return counts;
}
