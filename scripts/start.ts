import { networkInterfaces } from 'node:os';
import { Command } from 'commander';
import { renderUnicodeCompact } from 'uqr';
import { build } from './build/build.js';
import { ROOT } from './build/paths.js';
import { buildDemo } from './demo/build-demo.js';
import { runCommand } from './lib/cli.js';
import { serveFolder } from './lib/serve-folder.js';

const FOLDER = `${ROOT}demo-static/`;

const command = new Command('start')
  .description('Builds the library and serves a page to draw on. PORT sets the port.')
  .option('--host', 'serve the local network too, and show a code for the camera of a tablet')
  .action(async ({ host }: { host?: true }) => {
    await build((step, of, what) => console.log(`Building ${step} of ${of}: ${what} …`));
    await buildDemo(FOLDER);
    const port = process.env.PORT ? Number(process.env.PORT) : undefined;
    const { origin } = await serveFolder(FOLDER, port, host && '0.0.0.0');
    console.log(`Draw a digit at ${origin}/   (Ctrl+C stops)`);
    if (!host) return;
    const address = localAddress();
    if (address === undefined) {
      console.log('This machine is in no network.');
      return;
    }
    const url = `${origin.replace('127.0.0.1', address)}/`;
    console.log(`\n${renderUnicodeCompact(url)}\n\n${url}   (for everyone in your network)`);
  });

/** The address of this machine in its network, IPv4. */
function localAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}

await runCommand(command);
