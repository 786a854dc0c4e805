import { spawnSync } from 'node:child_process';
import { findOnPath, isExecutable } from './find-program.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** WebGL and WebGPU on the CPU where there is no GPU, and no calls home. */
export const BROWSER_FLAGS = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * The Chrome or Chromium to test in: CHROME_PATH, else the first on PATH, else Debian's `chromium`,
 * installed here where that is possible.
 *
 * @throws Error that names the one command to run, where it is not.
 */
export function findBrowser(): string {
  const given = process.env.CHROME_PATH;
  if (given) {
    if (isExecutable(given)) return given;
    throw new Error(`CHROME_PATH names ${given}, which is not a program.`);
  }
  return findChrome() ?? install();
}

function findChrome(): string | undefined {
  return findOnPath(...NAMES) ?? [MAC].find(isExecutable);
}

function install(): string {
  const debian = isExecutable('/usr/bin/apt-get');
  const command = 'apt-get update && apt-get install -y chromium';
  if (debian && process.getuid?.() === 0) {
    console.log(`No Chrome or Chromium on this machine. Installing Debian's: ${command}`);
    const { status } = spawnSync('sh', ['-c', command], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    const installed = findChrome();
    if (status === 0 && installed) return installed;
    throw new Error(`Installing a browser failed. Run: ${command}`);
  }
  throw new Error(
    'The tests run in Chrome or Chromium, and none is on PATH. ' +
      (debian ? `Run: sudo sh -c '${command}'` : 'Install Chrome, or set CHROME_PATH to it.'),
  );
}
