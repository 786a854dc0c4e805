import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { ROOT } from '../../scripts/build/paths.js';

const { name, scripts, peerDependencies } = JSON.parse(
  readFileSync(`${ROOT}package.json`, 'utf8'),
) as Record<'scripts' | 'peerDependencies', Record<string, string>> & { name: string };

/** What npm runs without `run`. */
const OWN = ['ci', 'start', 'test'];

/** Fails unless every command in a block can be run: its script, its package and its options exist. */
export function checkCommands(code: string): void {
  const commands = code
    .replaceAll(/\s#.*/g, '')
    .split(/\n|&&/)
    .map((line) => line.trim())
    .filter(Boolean);
  for (const command of commands) checkCommand(command);
}

function checkCommand(command: string): void {
  const [tool, verb, ...rest] = command.split(/\s+/);
  if (tool === 'npm' && verb === 'install') {
    for (const each of rest) assert.ok(each === name || each in peerDependencies, each);
  } else if (tool === 'npm' && verb === 'run') {
    const [script, dashes, ...args] = rest;
    assert.ok(script! in scripts, `npm run ${script}`);
    assert.ok(dashes === undefined || dashes === '--', command);
    if (args.length > 0) checkOptions(scripts[script!]!.split(' '), args);
  } else if (tool === 'npx' && verb === name) {
    const [subcommand, ...args] = rest;
    checkOptions(['node', 'dist/cli.js', subcommand!], args);
  } else if (tool === 'apt-get' && verb === 'install') {
    const known = readFileSync(`${ROOT}scripts/test/browsers.ts`, 'utf8');
    for (const each of rest) assert.ok(known.includes(each), each);
  } else {
    assert.ok(tool === 'npm' && OWN.includes(verb!) && rest.length === 0, command);
  }
}

const helps = new Map<string, string>();

/** Asks the command itself which options it has. */
function checkOptions(command: readonly string[], args: readonly string[]): void {
  const key = command.join(' ');
  if (!helps.has(key)) {
    const [tool, ...rest] = command;
    const local = `${ROOT}node_modules/.bin/${tool}`;
    const program = existsSync(local) ? local : tool!;
    helps.set(key, execFileSync(program, [...rest, '--help'], { cwd: ROOT, encoding: 'utf8' }));
  }
  for (const option of args.filter((arg) => arg.startsWith('--'))) {
    assert.match(helps.get(key)!, new RegExp(`${option}\\b`), `${key} ${option}`);
  }
}
