import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const NOTICES = fileURLToPath(new URL('../../dist/third-party-notices.txt', import.meta.url));
const skip = existsSync(NOTICES) ? false : 'dist/ is not built';

test(
  'what is bundled is named with its version, its licence and the text of that',
  { skip },
  async () => {
    const text = await readFile(NOTICES, 'utf8');
    const notices = text.split(/\n\n-{80}\n\n/).slice(1);
    const expected: Record<string, RegExp> = {
      'lit-html': /BSD 3-Clause License[^]*Redistribution and use/,
      '@lit/reactive-element': /BSD 3-Clause License[^]*Redistribution and use/,
      '@tensorflow/tfjs-core': /Apache License\s+Version 2\.0/,
      '@tensorflow/tfjs-backend-wasm': /Apache License\s+Version 2\.0/,
      XNNPACK: /Redistribution and use/,
    };
    for (const [name, licence] of Object.entries(expected)) {
      const notice = notices.find(
        (notice) => notice.startsWith(`${name} `) || notice.startsWith(`${name},`),
      );
      assert.match(notice ?? `no notice of ${name}`, licence);
    }
    for (const notice of notices) assert.match(notice, /^\S+ \d+\.\d+\.\d+ \(|^XNNPACK/);
    assert.doesNotMatch(text, /^(typescript|rollup|puppeteer)/m, 'tools are not shipped');
  },
);
