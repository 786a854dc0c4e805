import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { ROOT } from '../../scripts/build/paths.js';
import { apiTables, writtenDocuments } from '../../scripts/docs/documents.js';
import type { ElementDeclaration } from '../../scripts/manifest/manifest.js';

it('the tables of the documents are up to date with the sources', async () => {
  for (const [name, text] of await writtenDocuments()) {
    const same = readFileSync(ROOT + name, 'utf8') === text;
    assert.ok(same, `${name} is not up to date with the sources: run npm run docs.`);
  }
});

it('the tables have everything, and no empty table', () => {
  const element: ElementDeclaration = {
    ...{ kind: 'class', customElement: true, tagName: 'a-b', name: 'AbElement' },
    attributes: [
      {
        ...{ name: 'max-size', fieldName: 'maxSize', default: '3' },
        ...{ type: { text: "number | 'all'" }, description: 'How many.' },
      },
    ],
    members: [
      {
        kind: 'field',
        name: 'maxSize',
        type: { text: "number | 'all'" },
        description: 'How many.',
      },
      {
        kind: 'field',
        name: 'size',
        type: { text: 'number' },
        readonly: true,
        description: 'Now.',
      },
      {
        ...{ kind: 'method', name: 'add', description: 'Adds.' },
        parameters: [
          { name: 'item', type: { text: 'string' }, description: 'any', optional: true },
        ],
        return: { type: { text: 'boolean' }, description: 'whether it was new.' },
      },
    ],
    events: [],
    cssStates: [{ name: 'full', description: 'No more fit.' }],
  };
  assert.equal(
    apiTables(element)
      .replace(/ {2,}(?=\|)/g, ' ')
      .replace(/-{3,}/g, '---'),
    [
      '| attribute, property | type | default | meaning |',
      '| --- | --- | --- | --- |',
      "| `max-size`, `maxSize` | `number \\| 'all'` | `3` | How many. |",
      '',
      '| property | type | meaning |',
      '| --- | --- | --- |',
      '| `size` | `number` | Now. Read-only. |',
      '',
      '| method | returns | meaning |',
      '| --- | --- | --- |',
      '| `add(item?)` | `boolean` | Adds. `item`: any Returns whether it was new. |',
      '',
      '| state | meaning |',
      '| --- | --- |',
      '| `:state(full)` | No more fit. |',
    ].join('\n'),
  );
});
