import type { Row } from '../row.js';
import { answers } from './answers.js';
import { batchRates } from './batch-rates.js';
import { coldStarts } from './cold-starts.js';
import { mainThread } from './main-thread.js';
import { manyElements } from './many-elements.js';
import { networkSize } from './network-size.js';

/** In the order in which they are measured and shown. */
export const ROWS: readonly Row[] = [
  answers,
  coldStarts,
  mainThread,
  batchRates,
  manyElements,
  networkSize,
];
