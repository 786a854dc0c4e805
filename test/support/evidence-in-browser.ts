import { executeServerCommand } from '@web/test-runner-commands';
import { EVIDENCE_COMMAND, evidenceOf, zeros, type Subject } from '../../scripts/test/evidence.js';
import { ENGINE } from './engine.js';

/**
 * Counters that start at zero. What they have counted when the suite ends is shown at the end of the run,
 * and in docs/reliability.md; counters of the same name are added up.
 */
export function counters<What extends string>(
  subject: Subject,
  whats: readonly What[],
): Record<What, number> {
  const counts = zeros(whats);
  after(async () => {
    for (const evidence of evidenceOf(subject, counts, ENGINE)) {
      await executeServerCommand(EVIDENCE_COMMAND, evidence);
    }
  });
  return counts;
}
