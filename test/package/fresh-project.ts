import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../scripts/build/paths.js';

const run = promisify(execFile);

/** What the package depends on, directly or not: given to npm from here, as tests have no network. */
const DEPENDENCIES = [
  ...['lit', 'lit-element', 'lit-html', '@lit/reactive-element', '@lit-labs/ssr-dom-shim'],
  '@types/trusted-types',
];

/** The package as it is published. */
export interface PackedPackage {
  readonly tarball: string;
  remove(): Promise<void>;
}

/** A folder of an application. */
export interface FreshProject {
  readonly folder: string;
  remove(): Promise<void>;
}

/** The package as npm installs it. */
export interface InstalledPackage {
  /**
   * Makes a project that has the package installed.
   *
   * @param files contents by path.
   * @param frameworks packages of this repository that the project has too.
   */
  newProject(
    files: Readonly<Record<string, string>>,
    frameworks?: readonly string[],
  ): Promise<FreshProject>;
  remove(): Promise<void>;
}

/** Packs what the build left, by npm itself. */
export async function packPackage(): Promise<PackedPackage> {
  const folder = await temporaryFolder();
  const { stdout } = await run(
    'npm',
    ['pack', '--ignore-scripts', '--json', '--pack-destination', folder],
    { cwd: ROOT, maxBuffer: 2 ** 24 },
  );
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  return { tarball: path.join(folder, filename), remove: () => removeFolder(folder) };
}

/** Packs the package and has npm install its tarball, once for all projects. */
export async function installPackage(): Promise<InstalledPackage> {
  const { tarball, remove: removeTarball } = await packPackage();
  const dependencies = DEPENDENCIES.map((name) => [name, `file:${installed(name)}`]);
  const manifest = JSON.stringify({
    private: true,
    type: 'module',
    dependencies: { ...Object.fromEntries(dependencies), 'digit-recognizer': `file:${tarball}` },
  });
  const first = await projectFolder({ 'package.json': manifest });
  const flags = ['--offline', '--install-links', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...flags], { cwd: first.folder });
  await removeTarball();
  return {
    async newProject(files, frameworks = []) {
      const project = await projectFolder({ 'package.json': manifest, ...files });
      const modules = path.join(project.folder, 'node_modules');
      await cp(path.join(first.folder, 'node_modules'), modules, { recursive: true });
      for (const name of frameworks) {
        const link = path.join(modules, name);
        await mkdir(path.dirname(link), { recursive: true });
        await symlink(installed(name), link);
      }
      return project;
    },
    remove: first.remove,
  };
}

/** Makes a folder with these files, outside the repository. */
export async function projectFolder(
  files: Readonly<Record<string, string>>,
): Promise<FreshProject> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return { folder, remove: () => removeFolder(folder) };
}

function installed(name: string): string {
  return `${ROOT}node_modules/${name}`;
}

/** By its real path, as bundlers compare those. */
async function temporaryFolder(): Promise<string> {
  return realpath(await mkdtemp(path.join(tmpdir(), 'digit-recognizer-test-')));
}

function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true });
}
