import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { ROOT } from '../../scripts/build/paths.js';
import { DRAWINGS } from '../support/drawings.js';

const { digit, strokes } = DRAWINGS.find((drawing) => drawing.digit === 7)!;

describe('in a page that a test simulates', () => {
  for (const kind of ['jsdom', 'happy-dom']) {
    it(`${kind}: the field is made, set, read back, checked and drawn on`, async () => {
      const args = ['--import', 'tsx', 'test/package/simulated-page.ts', kind];
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [...args, JSON.stringify(strokes)],
        { cwd: ROOT },
      );
      assert.deepEqual(JSON.parse(stdout), {
        class: true,
        rendered: true,
        form: true,
        labels: ['6 + 1'],
        empty: ['', true, false, true],
        message: true,
        set: ['7', true, true, ''],
        shown: '7',
        custom: ['No.', true, false],
        disabled: [false, true],
        quiet: ['invalid', 'invalid'],
        typed: ['3', ['input', 'change']],
        undone: '7',
        read: digit,
        value: String(digit),
        picture: true,
        again: [String(digit), true],
        errors: [],
        uncaught: [],
      });
    });
  }
});
