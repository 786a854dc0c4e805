import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { putBetweenMarkers, saysTheSame, tableBetweenMarkers } from '../../scripts/size/markers.js';
import type { SizeReport } from '../../scripts/size/size-report.js';
import { filesInMarkdown, sumsInMarkdown, textTables } from '../../scripts/size/tables.js';

const report: SizeReport = {
  files: new Map([
    ['a.js', { raw: 12_345, gzip: 4_567, brotli: 3_999 }],
    ['wasm/it.wasm', { raw: 424_600, gzip: 137_200, brotli: 106_500 }],
  ]),
  sums: [
    { name: 'auto', files: [], raw: 9_950, gzip: 1_049, brotli: 50 },
    { name: 'another', files: [], raw: 1, gzip: 1, brotli: 1 },
  ],
};

describe('the tables of sizes', () => {
  it('line up in a terminal', () => {
    assert.equal(
      textTables(report),
      [
        'file of dist/       raw   gzip -9  brotli 11',
        'a.js            12.3 kB    4.6 kB     4.0 kB',
        'wasm/it.wasm   424.6 kB  137.2 kB   106.5 kB',
        '',
        'all up to the first answer     raw  gzip -9  brotli 11',
        'auto                        9.9 kB   1.0 kB     0.1 kB',
        'another                     0.0 kB   0.0 kB     0.0 kB',
      ].join('\n'),
    );
  });

  it('are tables of Markdown in the documents', () => {
    const [headings, rule, auto, another] = sumsInMarkdown(report).split('\n');
    assert.match(headings!, /^\| up to the first answer with \| raw \| gzip -9 \| brotli 11 \|$/);
    assert.equal(rule, '| --- | ---: | ---: | ---: |');
    assert.match(auto!, /^\| `backend="auto"`, the default \| 9\.9 kB \| 1\.0 kB \| 0\.1 kB \|$/);
    assert.match(another!, /^\| another \|/);
    assert.match(filesInMarkdown(report), /^\| `a\.js` \| 12\.3 kB \| 4\.6 kB \| 4\.0 kB \|$/m);
  });
});

describe('the place of a table in a document', () => {
  const document = 'Before.\n\n<!-- size:begin -->\n\nold\n\n<!-- size:end -->\n\nAfter.\n';

  it('is found, and takes another table', () => {
    assert.equal(tableBetweenMarkers(document), 'old');
    const written = putBetweenMarkers(document, '| new |');
    assert.equal(tableBetweenMarkers(written), '| new |');
    assert.equal(written, document.replace('old', '| new |'));
  });

  it('is not in every document', () => {
    assert.equal(tableBetweenMarkers('Nothing here.'), null);
    assert.equal(tableBetweenMarkers('<!-- size:begin --> and no end'), null);
  });
});

describe('a written table', () => {
  const table = sumsInMarkdown(report);

  it('says the same however it is aligned, and for a few bytes more or less', () => {
    assert.ok(saysTheSame(table, table));
    assert.ok(
      saysTheSame(table.replace('| 1.0 kB', '|   1.1 kB  ').replace('---:', '-----:'), table),
    );
    const files = filesInMarkdown(report);
    assert.ok(saysTheSame(files.replace('137.2', '138.5'), files), 'one percent');
  });

  it('is untrue for another size, another row or another order', () => {
    assert.ok(!saysTheSame(table.replace('9.9 kB', '9.7 kB'), table));
    assert.ok(!saysTheSame(table.replace('another', 'an other'), table));
    assert.ok(!saysTheSame(table.split('\n').slice(0, -1).join('\n'), table));
    assert.ok(!saysTheSame('', table));
  });
});
