import { startDevServer } from '@web/dev-server';
import { build } from './build/build.js';
import { ROOT } from './build/paths.js';

const DEMO = '/stories/demo/index.html';

console.log('Building …');
await build();
const server = await startDevServer({
  config: {
    rootDir: ROOT,
    port: process.env.PORT ? Number(process.env.PORT) : undefined,
    middleware: [
      (context, next) => {
        if (context.path === '/') context.redirect(DEMO);
        return next();
      },
    ],
  },
  readCliArgs: false,
  readFileConfig: false,
  logStartMessage: false,
});
const address = server.server?.address();
const port = typeof address === 'object' && address ? address.port : 8000;
console.log(`Draw a digit at http://localhost:${port}/   (Ctrl+C stops)`);
