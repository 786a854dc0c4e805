import fc from 'fast-check';
import { counters } from '../support/evidence-in-node.js';

const TRIED = 'drawings and pictures tried';
const counts = counters('input', [TRIED]);

/** Tries a property, and counts how often. */
export function holds<T>(
  property: fc.IProperty<T>,
  options: { readonly seed: number; readonly numRuns: number },
): void {
  fc.assert(property, options);
  counts[TRIED] += options.numRuns;
}
