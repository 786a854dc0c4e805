import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { Learning, type GivenDigit, type ReadDigit } from '../../src/elements/learning.js';
import type { Drawing } from '../../src/ink/index.js';
import type { Lesson } from '../../src/elements/hand-storage.js';
import type { SharedHand } from '../../src/elements/shared-hand.js';

const A = [{ x: 1, y: 0 }];
const B = [{ x: 2, y: 0 }];
const C = [{ x: 3, y: 0 }];

/** What the hand was taught: strokes by name, and the digit. */
let taught: string[];
let learning: Learning;

const nameOf = (strokes: Drawing) =>
  strokes.map((stroke) => 'ABC'[[A, B, C].findIndex((one) => one === stroke)]).join('');

const hand = {
  model: '',
  teach: ({ strokes, digit, confirmed }: Lesson) => {
    taught.push(`${nameOf(strokes)} ${digit}${confirmed ? ' confirmed' : ''}`);
    return Promise.resolve();
  },
} as unknown as SharedHand;

const digit = (text: string, ...strokes: Drawing): GivenDigit => ({ strokes, text });
const read = (text: string, confidence: number, ...strokes: Drawing): ReadDigit => ({
  strokes,
  text,
  confidence,
});

async function after(act: () => void): Promise<string[]> {
  taught = [];
  act();
  await new Promise((resolve) => setTimeout(resolve, 0));
  return taught;
}

beforeEach(() => {
  learning = new Learning(
    {
      learned: () => undefined,
      failed: (error) => assert.fail(String(error)),
      // As in a number field.
      isCorrection: (given, was) => was !== undefined && was.text !== given.text,
    },
    hand,
  );
  learning.recognized([read('3', 0.9, A), read('7', 0.95, B, C)]);
});

describe('what a field teaches', () => {
  it('is the digit that differs from what was read, not those that were given with it', async () => {
    const given = [digit('3', A), digit('4', C, B)];
    assert.deepEqual(await after(() => learning.edited(given, [A, B, C])), ['CB 4']);
    assert.deepEqual(await after(() => learning.edited(given, [A, B, C])), []);
  });

  it('is not what was never read as one digit', async () => {
    assert.deepEqual(await after(() => learning.edited([digit('8', A, B)], [A, B, C])), []);
  });

  it('is taken back when the user no longer says so, and taught again by redo', async () => {
    const given = [digit('4', B, C)];
    await after(() => learning.edited(given, [A, B, C]));
    assert.deepEqual(await after(() => learning.edited([], [A, B, C])), ['BC null']);
    assert.deepEqual(await after(() => learning.edited([], [A, B, C])), []);
    assert.deepEqual(await after(() => learning.edited(given, [A, B, C])), ['BC 4']);
  });

  it('stays when the drawing goes, and is replaced by another correction', async () => {
    await after(() => learning.edited([digit('4', B, C)], [A, B, C]));
    assert.deepEqual(await after(() => learning.edited([], [A])), []);
    assert.deepEqual(await after(() => learning.edited([digit('9', B, C)], [A, B, C])), ['BC 9']);
  });

  it('is not what the page gave', async () => {
    const given = [digit('4', B, C)];
    learning.replaced(given);
    assert.deepEqual(await after(() => learning.edited(given, [A, B, C])), []);
  });
});

describe('what a submitted form confirms', () => {
  it('stays so when other ink is taken back, and when a correction is', async () => {
    await after(() => learning.submitted([], [A, B, C]));
    assert.deepEqual(await after(() => learning.edited([], [A, B, C])), []);
    await after(() => learning.edited([digit('4', B, C)], [A, B, C]));
    assert.deepEqual(await after(() => learning.edited([], [A, B, C])), ['BC 7 confirmed']);
  });

  it('is also what is left standing after a correction was taken back', async () => {
    await after(() => learning.edited([digit('4', B, C)], [A, B, C]));
    await after(() => learning.edited([], [A, B, C]));
    assert.deepEqual(await after(() => learning.submitted([], [B, C])), ['BC 7 confirmed']);
  });

  it('is what was read and is sure, once', async () => {
    learning.recognized([read('3', 0.5, A), read('7', 0.95, B, C)]);
    assert.deepEqual(await after(() => learning.submitted([], [A, B, C])), ['BC 7 confirmed']);
    assert.deepEqual(await after(() => learning.submitted([], [A, B, C])), []);
  });

  it('is not what was corrected, or is gone', async () => {
    await after(() => learning.edited([digit('4', B, C)], [A, B, C]));
    assert.deepEqual(await after(() => learning.submitted([digit('4', B, C)], [B, C])), []);
  });

  it('is neither a sign nor a digit that shares a stroke', async () => {
    learning.recognized([read('-', 1, A), read('7', 1, B, C), read('1', 1, C)]);
    assert.deepEqual(await after(() => learning.submitted([], [A, B, C])), []);
  });
});
