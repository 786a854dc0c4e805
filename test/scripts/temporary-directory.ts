import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';

/** A directory of the test's own, removed after it. */
export async function temporaryDirectory(context: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'digit-recognizer-test-'));
  context.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** A directory for all tests of a file, removed after the last of them. */
export async function sharedDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'digit-recognizer-tests-'));
  after(() => rm(path, { recursive: true, force: true }));
  return path;
}
