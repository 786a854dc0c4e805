import type { NetworkFacts } from './network-facts.js';
import type { NonDigitReading } from './non-digits.js';
import type { Reading } from './reading.js';
import type { SourceTally } from './tally.js';
import type { Variation } from './variations/measure.js';

/** All that was found out about a network. */
export interface Evaluation {
  readonly network: NetworkFacts;
  readonly backend: string;
  /** MNIST, each source of pen strokes, and where there are several, all of them. */
  readonly tallies: readonly SourceTally[];
  /** What the project is for first. */
  readonly groups: readonly ReadingGroup[];
  readonly variations: readonly Variation[];
  readonly nonDigits: readonly NonDigitReading[];
}

/** Digits that are looked at together: MNIST's, or all pen strokes. None is empty. */
export interface ReadingGroup {
  readonly id: 'mnist' | 'strokes';
  readonly name: string;
  readonly readings: readonly Reading[];
}
