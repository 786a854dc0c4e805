import { build } from './build.js';
import { reportSizes } from './sizes.js';

await build();
await reportSizes();
