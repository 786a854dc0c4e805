import { ScriptError } from '../lib/script-error.js';
import { overBudget, overLimit, underBudget, type SizeBudget } from './budget.js';
import type { SizeReport } from './size-report.js';

/**
 * Holds a build to the budget and to the limits.
 *
 * @returns what to tell where the budget leaves room that the build no longer takes; '' for nothing.
 * @throws ScriptError `over-budget` naming everything that weighs too much.
 */
export function checkSizes(report: SizeReport, budget: SizeBudget): string {
  const grown = overBudget(report, budget);
  const beyond = overLimit(report);
  const parts: string[] = [];
  if (grown.length > 0) {
    parts.push(
      list('Gzipped, the package outgrew its budget:', grown),
      'Make it smaller, or raise the budget on purpose: npm run size -- --update.',
    );
  }
  if (beyond.length > 0) {
    parts.push(
      list('Gzipped, the package is over what the project promises:', beyond),
      'These limits stand in scripts/size/cases.ts and no update moves them: make it smaller.',
    );
  }
  if (parts.length > 0) throw new ScriptError('over-budget', parts.join('\n'));
  const loose = underBudget(report, budget);
  if (loose.length === 0) return '';
  return list('The budget has become too wide; npm run size -- --update narrows it:', loose);
}

function list(title: string, lines: readonly string[]): string {
  return [title, ...lines.map((line) => `  ${line}`)].join('\n');
}
