import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { globSync } from 'glob';

/** An engine's programs are not on this machine. The message says which, and how to get them. */
export class MissingEngineError extends Error {}

const CHROMIUM = [
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'],
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const FIREFOX = ['firefox-esr', 'firefox'];

/** Where Linux has its Vulkan drivers, without which Firefox has no WebGPU. */
const VULKAN_DRIVERS = '{/usr/share,/usr/local/share,/etc}/vulkan/icd.d/*.json';

/** The letters of test/screenshots/. */
const FONTS = '/usr/share/fonts/**/LiberationSans-Regular.ttf';

/** Debian's packages, and what shows that one is there. */
const PACKAGES: Readonly<Record<string, () => boolean>> = {
  chromium: () => Boolean(process.env.CHROME_PATH ?? findOnPath(...CHROMIUM)),
  'firefox-esr': () => Boolean(findOnPath(...FIREFOX)),
  'webkit2gtk-driver': () => Boolean(findOnPath('WebKitWebDriver')),
  xvfb: () => Boolean(findOnPath('Xvfb')),
  'mesa-vulkan-drivers': () => isOnLinux(VULKAN_DRIVERS),
  'fonts-liberation': () => isOnLinux(FONTS),
};

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
 * Installs Debian's packages for the engines that are missing, and says so first. Without Debian or
 * without root it prints the command to run.
 */
export function installBrowsers(wanted: readonly string[] = Object.keys(PACKAGES)): void {
  const missing = wanted.filter((name) => !PACKAGES[name]!());
  if (missing.length === 0) return;
  const command = installCommand(missing);
  if (process.getuid?.() !== 0 || !isExecutable('/usr/bin/apt-get')) {
    console.log(`Missing for the tests: ${missing.join(', ')}. On Debian: sudo sh -c '${command}'`);
    return;
  }
  console.log(`Missing for the tests: ${missing.join(', ')}. Installing Debian's: ${command}`);
  const { status } = spawnSync('sh', ['-c', command], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) throw new Error(`The installation failed. Run: ${command}`);
}

/**
 * The Chrome or Chromium to test in: CHROME_PATH, or the first on PATH, or Debian's `chromium`, which
 * is installed where that is possible.
 *
 * @throws Error that names the one command to run.
 */
export function findBrowser(): string {
  const given = process.env.CHROME_PATH;
  if (given) {
    if (isExecutable(given)) return given;
    throw new Error(`CHROME_PATH names ${given}, which is not a program.`);
  }
  if (!findOnPath(...CHROMIUM)) installBrowsers(['chromium']);
  const found = findOnPath(...CHROMIUM);
  if (found) return found;
  throw new Error(
    `The tests need Chrome or Chromium, and neither is on PATH. Set CHROME_PATH to it, or on Debian: ${installCommand(['chromium'])}`,
  );
}

/** @throws MissingEngineError if Firefox, Xvfb or a Vulkan driver is missing. */
export function findFirefox(): { readonly firefox: string; readonly xvfb: string } {
  const packages = ['firefox-esr', 'xvfb', 'mesa-vulkan-drivers'];
  const [firefox, xvfb] = findAll('Firefox', packages, FIREFOX, ['Xvfb']);
  if (!PACKAGES['mesa-vulkan-drivers']!()) {
    throw new MissingEngineError(
      `Firefox is not tested: without a Vulkan driver it has no WebGPU. On Debian: ${installCommand(packages)}`,
    );
  }
  return { firefox: firefox!, xvfb: xvfb! };
}

/** @throws MissingEngineError if WebKit's driver or Xvfb is missing. */
export function findWebKit(): { readonly driver: string; readonly xvfb: string } {
  const packages = ['webkit2gtk-driver', 'xvfb'];
  const [driver, xvfb] = findAll('WebKit', packages, ['WebKitWebDriver'], ['Xvfb']);
  return { driver: driver!, xvfb: xvfb! };
}

/** What a browser says of itself, such as `Mozilla Firefox 128.3.0esr`. */
export function versionOf(program: string): string {
  return spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.trim() || program;
}

/** The first of these programs that is on PATH, by its whole path. */
export function findOnPath(...names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return names
    .flatMap((name) => folders.map((folder) => path.resolve(folder, name)))
    .find(isExecutable);
}

function findAll(
  engine: string,
  packages: readonly string[],
  ...programs: readonly (readonly string[])[]
): string[] {
  return programs.map((names) => {
    const found = findOnPath(...names);
    if (found) return found;
    throw new MissingEngineError(
      `${engine} is not tested: ${names.join(' or ')} is not on PATH. On Debian: ${installCommand(packages)}`,
    );
  });
}

function installCommand(packages: readonly string[]): string {
  return `apt-get update && apt-get install -y ${packages.join(' ')}`;
}

/** Whether there are such files; other systems need none. */
function isOnLinux(pattern: string): boolean {
  return process.platform !== 'linux' || globSync(pattern).length > 0;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
