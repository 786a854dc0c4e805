import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import { writeFileAtomically } from '../lib/atomic.js';
import { ScriptError } from '../lib/script-error.js';
import type { TrainingState } from './trainer.js';

/** What must be the same for a training to go on: a name and a value that can be read, each. */
export type TrainingIdentity = Readonly<Record<string, string>>;

const FORMAT = 'digit-recognizer-checkpoint-1';

export async function saveCheckpoint(
  path: string,
  identity: TrainingIdentity,
  state: TrainingState,
): Promise<void> {
  await writeFileAtomically(path, serialize({ format: FORMAT, identity, state }));
}

/**
 * @throws ScriptError `bad-checkpoint` if there is none, it is damaged, or it belongs to a training
 *   with other settings; the message names what differs.
 */
export async function loadCheckpoint(
  path: string,
  identity: TrainingIdentity,
): Promise<TrainingState> {
  const bad = (what: string): ScriptError =>
    new ScriptError('bad-checkpoint', `${path} ${what}, or train without --resume.`);

  if (!existsSync(path)) throw bad('is missing, so there is nothing to resume: give --checkpoint');
  const saved = parse(await readFile(path));
  if (saved?.format !== FORMAT) throw bad('is not a checkpoint of this version: give another');
  for (const name of Object.keys({ ...saved.identity, ...identity })) {
    const [then, now] = [saved.identity, identity].map((one) => one[name] ?? 'none');
    if (then !== now) {
      throw bad(`was made with ${name} ${then}, not ${now}: use the same settings`);
    }
  }
  return saved.state;
}

interface Saved {
  format: string;
  identity: TrainingIdentity;
  state: TrainingState;
}

function parse(bytes: Uint8Array): Saved | null {
  try {
    return deserialize(bytes) as Saved;
  } catch {
    return null;
  }
}
