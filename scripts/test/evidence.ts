/** What docs/reliability.md has figures of, by the name of its part there. */
export const SUBJECTS = [
  'descriptors',
  'input',
  'policies',
  'network',
  'long-runs',
  'faults',
  'supply-chain',
] as const;

export type Subject = (typeof SUBJECTS)[number];

/** Something that a test counted while it ran, such as the faults it injected. */
export interface Evidence {
  readonly subject: Subject;
  /** What was counted, in the plural. */
  readonly what: string;
  readonly count: number;
  /** Node, or the engine. */
  readonly where: string;
}

/** Counters that start at zero. */
export function zeros<What extends string>(whats: readonly What[]): Record<What, number> {
  return Object.fromEntries(whats.map((what) => [what, 0])) as Record<What, number>;
}

/** What counters have come to. */
export function evidenceOf(
  subject: Subject,
  counts: Readonly<Record<string, number>>,
  where: string,
): Evidence[] {
  return Object.entries(counts).map(([what, count]) => ({ subject, what, count, where }));
}

/** The variable of the environment that names the file which Node's tests leave their evidence in. */
export const EVIDENCE_FILE = 'EVIDENCE_FILE';

/** The command of the test runner by which a page leaves its evidence. */
export const EVIDENCE_COMMAND = 'evidence';

/** @param lines one piece of evidence each, as JSON. */
export function readEvidence(lines: string): Evidence[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Evidence);
}
