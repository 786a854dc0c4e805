import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareBoxes } from '../../scripts/test/screenshots/compare-boxes.js';

const BOXES = { panel: [8, 300, 264, 120], digit: [20, 320, 48, 80] } as const;

test('boxes may move and grow by three pixels', () => {
  const moved = { panel: [11, 297, 261, 123], digit: [20, 323, 48, 80] } as const;
  assert.deepEqual(compareBoxes(BOXES, moved), []);
});

test('a panel that moved by four pixels is named, with where it was and is', () => {
  const moved = { ...BOXES, panel: [12, 300, 264, 120] } as const;
  assert.deepEqual(compareBoxes(BOXES, moved), [
    'panel is at 12, 300, 264, 120 and not at 8, 300, 264, 120',
  ]);
});

test('a panel that is too wide is named', () => {
  const wide = { ...BOXES, panel: [8, 300, 268, 120] } as const;
  assert.equal(compareBoxes(BOXES, wide).length, 1);
});

test('what came and what went is named', () => {
  assert.deepEqual(compareBoxes(BOXES, { panel: BOXES.panel, error: [8, 430, 264, 20] }), [
    'digit is missing',
    'error is new',
  ]);
});
