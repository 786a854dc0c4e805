import type { TestRunnerPlugin } from '@web/test-runner-core';
import { EVIDENCE_COMMAND, type Evidence } from './evidence.js';

/** Takes what pages testify. */
export function evidencePlugin(take: (evidence: Evidence) => void): TestRunnerPlugin<Evidence> {
  return {
    name: 'evidence',
    executeCommand({ command, payload }) {
      if (command !== EVIDENCE_COMMAND || !payload) return undefined;
      take(payload);
      return true;
    },
  };
}
