import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'puppeteer-core';
import type { Point } from '../../src/ink/index.js';
import { DRAWINGS } from '../support/drawings.js';
import {
  assertHistory,
  assertInkOn,
  assertSame,
  field,
  pathOn,
  penDown,
  readingOf,
  show,
  strokesOf,
  surfaceOf,
  usePenPage,
} from './pen-page.js';

/** Columns of a linear map: where it takes (1, 0) and (0, 1). */
type Columns = readonly [a: number, b: number, c: number, d: number];

interface Transform {
  /** As CSS has it. */
  readonly css: string;
  /** The same by the definition of what CSS names. */
  readonly columns: Columns;
}

const sin = (degrees: number) => Math.sin((degrees * Math.PI) / 180);
const cos = (degrees: number) => Math.cos((degrees * Math.PI) / 180);
const tan = (degrees: number) => sin(degrees) / cos(degrees);

const turn = (by: number): Columns => [cos(by), sin(by), -sin(by), cos(by)];
const skew = (x: number, y: number): Columns => [1, tan(y), tan(x), 1];
const scale = (by: number, down = by): Columns => [by, 0, 0, down];
/** First the second, then the first. */
const times = ([a, b, c, d]: Columns, [e, f, g, h]: Columns): Columns => [
  a * e + c * f,
  b * e + d * f,
  a * g + c * h,
  b * g + d * h,
];

const TURNED: Transform = { css: 'transform: rotate(30deg)', columns: turn(30) };

/** Of parents, the outermost first. */
const PARENTS: Record<string, readonly Transform[]> = {
  'turned by 30°': [TURNED],
  'turned by the property of that name': [{ css: 'rotate: -75deg', columns: turn(-75) }],
  'turned upside down': [{ css: 'rotate: 180deg', columns: turn(180) }],
  mirrored: [{ css: 'scale: -1 1', columns: scale(-1, 1) }],
  skewed: [{ css: 'transform: skewX(25deg)', columns: skew(25, 0) }],
  'skewed both ways': [{ css: 'transform: skew(10deg, 20deg)', columns: skew(10, 20) }],
  'made larger and turned': [
    { css: 'transform: scale(1.5) rotate(30deg)', columns: times(scale(1.5), turn(30)) },
  ],
  'made smaller and turned': [
    { css: 'scale: 0.6; rotate: 140deg', columns: times(turn(140), scale(0.6)) },
  ],
  'turned within a turned one': [TURNED, { css: 'transform: rotate(25deg)', columns: turn(25) }],
  'turned within a skewed one within one that is made wider': [
    { css: 'transform: scale(1.3, 0.9)', columns: scale(1.3, 0.9) },
    { css: 'transform: skewY(-15deg)', columns: skew(0, -15) },
    { css: 'transform: rotate(-40deg)', columns: turn(-40) },
  ],
};

const four = DRAWINGS.find(({ digit }) => digit === 4)!.strokes;

function apply([a, b, c, d]: Columns, { x, y }: Point): Point {
  return { x: a * x + c * y, y: b * x + d * y };
}

function invert([a, b, c, d]: Columns): Columns {
  const area = a * d - b * c;
  return [d / area, -b / area, -c / area, a / area];
}

describe('a digit of two strokes is under the pen and read', () => {
  let page: Page;
  usePenPage(async (opened) => {
    page = opened;
    await page.setViewport({ width: 1000, height: 1000 });
  });

  for (const [name, parents] of Object.entries(PARENTS)) {
    it(`inside a parent that is ${name}`, async () => {
      const frame = page.mainFrame();
      const place = 'position: absolute; left: 340px; top: 340px; width: 280px';
      const open = parents.map(() => '<div class="parent">').join('');
      const close = '</div>'.repeat(parents.length);
      await show(frame, `<div style="${place}">${open}${field()}${close}</div>`);
      const surface = await surfaceOf(frame);
      const middle = { x: surface.x + surface.side / 2, y: surface.y + surface.side / 2 };
      await page.evaluate(
        (styles, { x, y }) => {
          for (const [i, parent] of document.querySelectorAll<HTMLElement>('.parent').entries()) {
            parent.style.cssText = `${styles[i]}; transform-origin: ${x - 340}px ${y - 340}px`;
          }
        },
        parents.map(({ css }) => css),
        middle,
      );
      const columns = parents.map((parent) => parent.columns).reduce(times);
      const about = (map: Columns, { x, y }: Point): Point => {
        const moved = apply(map, { x: x - middle.x, y: y - middle.y });
        return { x: middle.x + moved.x, y: middle.y + moved.y };
      };
      const shown = (point: Point) => about(columns, point);
      const path = pathOn(surface, four).map((stroke) =>
        stroke.map(shown).map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) })),
      );
      for (const stroke of path) {
        await penDown(page, stroke);
        await page.mouse.up();
      }
      const there = path.map((stroke) => stroke.map((point) => about(invert(columns), point)));
      assertSame(
        await strokesOf(frame),
        there.map((stroke) => stroke.map(({ x, y }) => ({ x: x - surface.x, y: y - surface.y }))),
      );
      await assertInkOn(page, surface, there, shown);
      assert.equal(await readingOf(frame), '4');
      await assertHistory(page);
    });
  }
});
