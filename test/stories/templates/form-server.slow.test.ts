import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { drawInPage } from '../../package/element-page.js';
import { launchChromium } from '../../support/chromium.js';
import { writeNumber } from '../../support/written-numbers.js';
import { watch } from '../use-demo.js';

const TEMPLATE = new URL('../../../stories/templates/form-server.js', import.meta.url).href;

describe('the form with its server', () => {
  let server: Server;
  let origin: string;
  let browser: Browser;

  before(async () => {
    ({ server } = (await import(TEMPLATE)) as { server: Server });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  });

  const post = async (fields: Record<string, string>) => {
    const response = await fetch(origin, { method: 'POST', body: new URLSearchParams(fields) });
    return { status: response.status, text: await response.text() };
  };

  it('checks again what a page says, and keeps what was entered', async () => {
    const { status, text } = await post({ customer: '12', reading: '<b>"4' });
    assert.equal(status, 422);
    assert.match(text, /A customer number has six digits/);
    assert.match(text, /whole numbers up to 99,999/);
    assert.match(text, /value="12"/);
    assert.ok(!text.includes('<b>'));
  });

  it('says where a value is not what was written', async () => {
    const drawing = JSON.stringify({ width: 400, height: 100, strokes: writeNumber('47') });
    const fields = { customer: '123456', reading: '47' };
    const same = await post({ ...fields, 'reading-drawing': drawing });
    assert.equal(same.status, 200);
    assert.ok(!same.text.includes('compare'));
    const other = await post({ ...fields, reading: '41', 'reading-drawing': drawing });
    assert.match(other.text, /41<\/strong>, which a person will compare/);
    const broken = await post({ ...fields, 'reading-drawing': '{"strokes":7}' });
    assert.equal(broken.status, 200);
  });

  it('gives no file that is not the library’s, and takes no endless form', async () => {
    for (const path of [
      '/library/%2e%2e/package.json',
      '/library/../package.json',
      '/etc/passwd',
    ]) {
      assert.equal((await fetch(origin + path)).status, 404, path);
    }
    assert.equal((await post({ customer: '1'.repeat(1_000_001) })).status, 413);
  });

  it('takes what somebody writes with a pen', async () => {
    const page: Page = await browser.newPage();
    const { complaints } = watch(page);
    await page.setViewport({ width: 720, height: 1000 });
    await page.goto(origin);
    const write = async (name: string, text: string) => {
      const field = `number-recognizer[name="${name}"]`;
      await page.waitForFunction(
        (selector) =>
          document.querySelector(selector)?.shadowRoot?.querySelector('digit-pad')?.clientWidth,
        {},
        field,
      );
      await page.$eval(field, (element) => element.scrollIntoView({ block: 'center' }));
      // Small, so that six digits have room.
      const strokes = writeNumber(text, 70).map((stroke) =>
        stroke.map(({ x, y }) => ({ x: 0.5 * x, y: 25 + 0.5 * y })),
      );
      await drawInPage(page, strokes, undefined, field);
      await page.waitForFunction(
        (selector, value) => document.querySelector<HTMLInputElement>(selector)!.value === value,
        {},
        field,
        text,
      );
    };
    await write('customer', '104726');
    await write('reading', '358');
    await Promise.all([page.waitForNavigation(), page.click('button')]);
    const text = await page.$eval('main', ({ textContent }) => textContent ?? '');
    assert.match(text, /Customer number: 104726/);
    assert.match(text, /Meter reading, in m³: 358/);
    assert.ok(!text.includes('compare'), text);
    assert.deepEqual(complaints, []);
  });
});
