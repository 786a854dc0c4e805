import { build } from './build/build.js';
import { ROOT } from './build/paths.js';
import { buildDemo } from './demo/build-demo.js';
import { serveFolder } from './lib/serve-folder.js';

const FOLDER = `${ROOT}demo-static/`;

console.log('Building …');
await build();
await buildDemo(FOLDER);
const port = process.env.PORT ? Number(process.env.PORT) : undefined;
const { origin } = await serveFolder(FOLDER, port);
console.log(`Draw a digit at ${origin}/   (Ctrl+C stops)`);
