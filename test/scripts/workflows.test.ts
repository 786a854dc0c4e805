import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const FOLDER = new URL('../../.github/workflows/', import.meta.url);

describe('the workflows', () => {
  for (const name of readdirSync(FOLDER)) {
    const text = readFileSync(new URL(name, FOLDER), 'utf8');

    it(`${name} pins each action to a commit, and says which version that is`, () => {
      for (const [line] of text.matchAll(/^.*\buses:.*$/gm)) {
        assert.match(line, /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      }
    });

    it(`${name} may only read unless a job needs more`, () => {
      assert.match(text, /^permissions:\n {2}contents: read$/m);
    });

    it(`${name} runs only scripts that there are`, () => {
      const { scripts } = JSON.parse(
        readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
      ) as { scripts: Record<string, string> };
      for (const [, script = ''] of text.matchAll(/npm run ([\w:-]+)/g)) {
        assert.ok(script in scripts, script);
      }
    });
  }
});
