import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PNG } from 'pngjs';
import { grayPngUrl, html, trusted, renderPage, plot } from '../../scripts/lib/page.js';
const HOSTILE = `<img src=x onerror="alert('1')">&amp;`;
const HARMLESS = '&#60;img src=x onerror=&#34;alert(&#39;1&#39;)&#34;&#62;&#38;amp;';

test('what stands in a template is escaped, what a template made is not', () => {
  assert.equal(
    html`<p title="${HOSTILE}">${HOSTILE}</p>`.text,
    `<p title="${HARMLESS}">${HARMLESS}</p>`,
  );
  const items = [1, 2].map((n) => html`<li>${n}</li>`);
  assert.equal(html`${items}!`.text, '<li>1</li><li>2</li>!');
  assert.equal(html`${[HOSTILE]}${trusted('<br>')}`.text, `${HARMLESS}<br>`);
  assert.equal(html`a${false}${null}${undefined}${0}b`.text, 'a0b');
});

test('a page has its sections with links to them, and may fetch nothing', () => {
  const page = renderPage({
    title: HOSTILE,
    lead: 'lead',
    sections: [{ id: 'one', title: 'One', body: html`<p>text</p>` }],
    style: '.own { color: red; }',
  });
  assert.ok(page.startsWith('<!doctype html>'));
  assert.ok(!page.includes(HOSTILE) && page.includes(`<title>${HARMLESS}</title>`));
  assert.match(page, /<a href="#one">One<\/a>[\s\S]*<section id="one">[\s\S]*<p>text<\/p>/);
  assert.match(page, /Content-Security-Policy" content="default-src &#39;none&#39;/);
  assert.match(page, /prefers-color-scheme: dark[\s\S]*\.own \{ color: red; \}/);
});

test('a plot is an SVG in the page’s colors, and escapes its data', async () => {
  const { text } = await plot({
    data: { values: [{ name: HOSTILE, value: 1 }] },
    mark: 'bar',
    encoding: {
      x: { field: 'name', type: 'nominal', axis: { labelLimit: 0 } },
      y: { field: 'value', type: 'quantitative' },
    },
  });
  assert.match(text, /^<svg [\s\S]*<\/svg>$/);
  assert.ok(text.includes('var(--faint)') && !text.includes('<img'));
});

test('the PNG holds the gray values, row by row', () => {
  const values = Float32Array.of(0, 1, 0.5, 0.2, 0.4, 0.6);
  const [head, body] = grayPngUrl(values, 3).split(',');
  assert.equal(head, 'data:image/png;base64');
  const { width, height, data } = PNG.sync.read(Buffer.from(body!, 'base64'));
  assert.deepEqual([width, height], [3, 2]);
  // Read back as RGBA.
  assert.deepEqual(
    [...data].filter((_, at) => at % 4 === 0),
    [0, 255, 128, 51, 102, 153],
  );
});
