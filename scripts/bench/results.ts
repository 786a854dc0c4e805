import { machineText, type Machine } from './machine.js';
import type { Section } from './section.js';
import { BACKENDS, type Settings } from './settings.js';

/** A whole run. */
export interface Results {
  readonly machine: Machine;
  readonly settings: Settings;
  readonly sections: readonly Section[];
}

const CAVEAT =
  'Ratios carry over to other machines, absolute times do not: on a software GPU, webgl and webgpu compute on ' +
  'the processor.';
const QUICK_CAVEAT =
  'It was a quick run, of few rounds: a figure without an interval is of fewer than three, and may be off by as ' +
  'much as the machine was busy.';

/** What everyone who reads figures of this run should know first. */
export function conditionsOf({ machine, settings }: Pick<Results, 'machine' | 'settings'>): string {
  return [machineText(machine), CAVEAT, settings.quick && QUICK_CAVEAT].filter(Boolean).join(' ');
}

/** The command that gives these figures again. */
export function commandOf({ quick, seed, rounds, only, backends }: Settings): string {
  const options = [
    only && `--only ${only.join(',')}`,
    backends.length < BACKENDS.length && `--backends ${backends.join(',')}`,
    quick && '--quick',
    rounds !== undefined && `--rounds ${rounds}`,
    `--seed ${seed}`,
  ];
  return `npm run bench -- ${options.filter((option) => typeof option === 'string').join(' ')}`;
}

/** The table at the top: what is held to, and what was measured. */
export function shortTable(sections: readonly Section[]) {
  return {
    head: ['what', 'bar', 'measured'],
    lines: sections.flatMap(({ verdicts }) =>
      verdicts.map(({ what, bar, measured }) => [what, bar ?? '–', measured]),
    ),
  };
}
