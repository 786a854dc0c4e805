import { grouped } from '../lib/figures.js';
import type { SizeReport } from './size-report.js';

/** Gzipped bytes of each file and sum when the budget was last set, by what it is. */
export type SizeBudget = Readonly<Record<string, number>>;

/** What may come on top of a recorded size: other versions of zlib find slightly other matches. */
export function headRoom(bytes: number): number {
  return Math.max(100, Math.ceil(bytes / 100));
}

export function budgetOf({ files, sums }: SizeReport): SizeBudget {
  return Object.fromEntries([
    ...[...files].map(([file, { gzip }]) => [`dist/${file}`, gzip] as const),
    ...sums.map(({ name, gzip }) => [sumNamed(name), gzip] as const),
  ]);
}

/** A line for each file and sum that weighs more than it may; none where all is well. */
export function overBudget(report: SizeReport, budget: SizeBudget): string[] {
  return Object.entries(budgetOf(report)).flatMap(([what, bytes]) => {
    const before = budget[what];
    if (before === undefined) return `${what} is new, with ${grouped(bytes)} bytes and no budget`;
    const allowed = before + headRoom(before);
    if (bytes <= allowed) return [];
    return (
      `${what} grew from ${grouped(before)} to ${grouped(bytes)} bytes: ${grouped(bytes - before)} ` +
      `more, which is ${grouped(bytes - allowed)} over its budget of ${grouped(allowed)}`
    );
  });
}

/** A line for each sum over its limit, which no update of the budget moves. */
export function overLimit({ sums }: SizeReport): string[] {
  return sums.flatMap(({ name, gzip, limit = Infinity }) =>
    gzip <= limit
      ? []
      : `${sumNamed(name)} weighs ${grouped(gzip)} bytes: ${grouped(gzip - limit)} over its limit of ${grouped(limit)}`,
  );
}

/** A line for each recorded size that leaves room to grow unseen: it shrank, or is gone. */
export function underBudget(report: SizeReport, budget: SizeBudget): string[] {
  const now = budgetOf(report);
  return Object.entries(budget).flatMap(([what, before]) => {
    const bytes = now[what];
    if (bytes === undefined) return `${what} is gone`;
    if (bytes + headRoom(before) >= before) return [];
    return `${what} shrank from ${grouped(before)} to ${grouped(bytes)} bytes`;
  });
}

function sumNamed(name: string): string {
  return `all for ${name}`;
}
