import path from 'node:path';
import type { TestResult, TestSession, TestSuiteResult } from '@web/test-runner-core';
import { ROOT } from '../build/paths.js';
import type { Counts } from './counts.js';

interface NamedTest extends TestResult {
  readonly fullName: string;
}

/** Prints a line for a file, and under it what failed and why, and what was left out. */
export function printFile(sessions: readonly TestSession[]): void {
  for (const session of sessions) {
    const tests = testsOf(session);
    const failed = tests.filter((test) => !test.passed && !test.skipped);
    const mark = failed.length === 0 && session.errors.length === 0 ? '✔' : '✖';
    const skipped = tests.filter((test) => test.skipped).length;
    console.log(
      `${mark} ${path.relative(ROOT, session.testFile)}: ${tests.length - failed.length - skipped} passed, ${failed.length} failed, ${skipped} skipped (${(tests.reduce((sum, { duration = 0 }) => sum + duration, 0) / 1000).toFixed(1)} s)`,
    );
    for (const error of session.errors) console.log(`    ${error.message}\n${error.stack ?? ''}`);
    for (const test of failed) {
      console.log(`    ${test.fullName}\n      ${test.error?.message ?? ''}`);
      if (test.error?.stack) console.log(test.error.stack.replace(/^/gm, '      '));
    }
    for (const test of tests.filter((candidate) => candidate.skipped)) {
      console.log(`    skipped: ${test.fullName}`);
    }
  }
}

export function countSessions(sessions: readonly TestSession[]): Counts {
  const tests = sessions.flatMap(testsOf);
  const skipped = tests.filter((test) => test.skipped).length;
  const passed = tests.filter((test) => test.passed && !test.skipped).length;
  // A file that did not load, or threw outside a test, has run nothing that could pass.
  const broken = sessions.filter(
    (session) => session.errors.length > 0 || testsOf(session).length === 0,
  ).length;
  return { passed, failed: tests.length - passed - skipped + broken, skipped };
}

function testsOf(session: TestSession): NamedTest[] {
  const collect = (suite: TestSuiteResult, prefix: string): NamedTest[] => {
    const name = `${prefix}${suite.name ? `${suite.name} › ` : ''}`;
    return [
      ...suite.tests.map((test) => ({ ...test, fullName: name + test.name })),
      ...suite.suites.flatMap((inner) => collect(inner, name)),
    ];
  };
  return session.testResults ? collect(session.testResults, '') : [];
}
