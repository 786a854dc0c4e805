import { counters } from '../../support/evidence-in-node.js';
import { attack } from './attack.js';

const counts = counters('descriptors', [
  'cases fuzzed',
  'refused by name',
  'read, and run',
  'read, too large to be run here',
]);

attack(10_000, (verdict) => {
  counts['cases fuzzed']++;
  if (verdict === 'read') counts['read, and run']++;
  else if (verdict === 'large') counts['read, too large to be run here']++;
  else counts['refused by name']++;
});
