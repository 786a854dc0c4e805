import { build } from './build.js';

await build();
await import('../size/main.js');
