import assert from 'node:assert/strict';
import type { ScriptErrorCode } from '../../../scripts/lib/cli.js';

/** One clear sentence or two on one line, in the code that its cause has. */
export async function assertRefused(
  read: Promise<unknown>,
  code: ScriptErrorCode,
  ...says: readonly RegExp[]
): Promise<void> {
  await assert.rejects(read, (error: Error & { code?: string }) => {
    assert.equal(error.code, code, error.message);
    for (const part of says) assert.match(error.message, part);
    assert.match(error.message, /^[^\n]*[^.]\.$/);
    return true;
  });
}
