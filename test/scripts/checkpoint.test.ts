import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  loadCheckpoint,
  saveCheckpoint,
  initialState,
  type TrainingState,
} from '../../scripts/train/trainer.js';
import { dense, flatten } from '../../scripts/train/layers.js';
import { createNetwork, initialWeights } from '../../scripts/train/network.js';
import { temporaryDirectory } from './temporary-directory.js';

const IDENTITY = { architecture: 'pen', seed: '3' };

function someState(): TrainingState {
  const state = initialState(initialWeights(createNetwork([flatten(), dense({ units: 10 })]), 3));
  state.step = 41;
  state.average[0]!.fill(0.25);
  // The epoch has had nothing of the first portion yet.
  state.running.digits[1] = 7;
  state.running.correct[1] = 5;
  state.running.loss = 0.1 + 0.2;
  return state;
}

test('a state comes back from its file to the last bit', async (context) => {
  const path = join(await temporaryDirectory(context), 'new', 'state.checkpoint');
  await saveCheckpoint(path, IDENTITY, someState());
  assert.deepEqual(await loadCheckpoint(path, IDENTITY), someState());
});

test('a training with other settings is refused: what differs is named', async (context) => {
  const path = join(await temporaryDirectory(context), 'state.checkpoint');
  const cases: [saved: Record<string, string>, asked: Record<string, string>, message: RegExp][] = [
    [{}, { seed: '4' }, /made with seed 3, not 4: use the same settings/],
    [{ limit: '60' }, {}, /made with limit 60, not none/],
    [{}, { limit: '60' }, /made with limit none, not 60/],
  ];
  for (const [saved, asked, message] of cases) {
    await saveCheckpoint(path, { ...IDENTITY, ...saved }, someState());
    await assert.rejects(loadCheckpoint(path, { ...IDENTITY, ...asked }), {
      code: 'bad-checkpoint',
      message,
    });
  }
});

test('what is no checkpoint, or not there, is refused', async (context) => {
  const path = join(await temporaryDirectory(context), 'state.checkpoint');
  await assert.rejects(loadCheckpoint(path, IDENTITY), {
    code: 'bad-checkpoint',
    message: /missing/,
  });
  await writeFile(path, 'rubbish');
  await assert.rejects(loadCheckpoint(path, IDENTITY), {
    code: 'bad-checkpoint',
    message: /not a checkpoint of this version/,
  });
});
