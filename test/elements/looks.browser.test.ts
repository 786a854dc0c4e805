import { expect } from 'chai';
import { emulateMedia } from '@web/test-runner-commands';
import { needing } from '../support/engine.js';
import { contrast, paintIn, visiblePieces } from './support/looks.js';
import {
  buttonOf,
  canvasOf,
  line,
  mount,
  mountBroken,
  mountRead,
  painted,
  pixelOf,
  press,
  read,
  SEVEN_OR_ONE,
  shadowPart,
  sized,
  sleep,
  textOf,
  type Field,
} from './support/page.js';
import { FakePointer } from './support/pens.js';

const SIZES = [96, 120, 160, 200, 280, 480, 640];
const BARS = 'digit-probabilities';
const DISPLAYS = ['none', 'bars', 'chips'];
const ACROSS = line([40, 140], [240, 140]);
const DOWN = line([140, 40], [140, 240]);

const styleOf = (field: Field, selector: string) => getComputedStyle(shadowPart(field, selector));

/** A seven, on a surface of any size. */
async function readSeven(field: Field): Promise<void> {
  const side = canvasOf(field).clientWidth / 100;
  await read(field, [
    line(
      [30 * side, 25 * side],
      [68 * side, 26 * side],
      [50 * side, 60 * side],
      [44 * side, 80 * side],
    ),
  ]);
}

// The field is the first of this page, so this test comes first.
it('the first field of a page shows how a digit is written, once', async () => {
  const exampleIn = (field: Field) => field.shadowRoot!.querySelector('.example');
  const guided = document.createElement('digit-recognizer') as Field;
  guided.innerHTML = '<b slot="guide">Here</b>';
  document.body.append(guided);
  const [first, second] = [await mount(), await mount()];
  await first.updateComplete;
  const shown = [guided, first, second].map((field) => exampleIn(field) !== null);
  expect(shown).to.deep.equal([false, true, false]);
  expect(getComputedStyle(exampleIn(first)!.querySelector('path')!).stroke).to.not.equal('none');
  await sleep(3600);
  await first.updateComplete;
  expect(exampleIn(first)).to.equal(null);
  await readSeven(first);
  first.clear();
  await painted();
  expect(exampleIn(first)).to.equal(null);
  expect(exampleIn(await mount())).to.equal(null);
});

describe('an empty field', () => {
  it('shows its tools as soon as there is ink', async () => {
    const field = await mount();
    const opacityOf = (name: string) => styleOf(field, `[part~="${name}-button"]`).opacity;
    expect(opacityOf('undo')).to.equal('0');
    await readSeven(field);
    await painted();
    expect(['undo', 'redo', 'clear'].map(opacityOf)).to.deep.equal(['1', '0', '1']);
  });

  it('shows a digit that it was given, though nothing can be written', async () => {
    const field = await mount({ readonly: '', value: '4' });
    await painted();
    expect(shadowPart(field, '.ghost').textContent.trim()).to.equal('4');
    const pad = shadowPart(field, 'digit-pad').shadowRoot!;
    expect(getComputedStyle(pad.querySelector('.guide')!).opacity).to.equal('1');
  });
});

it('an answer that is not clear is a question mark in its own color, never a digit', async () => {
  const color = 'rgb(1, 2, 3)';
  const field = await mountRead(
    { 'min-confidence': '0.99', style: `--digit-recognizer-unsure: ${color}` },
    SEVEN_OR_ONE,
  );
  expect(field.value).to.equal('');
  expect(textOf(field, 'digit')).to.equal('?');
  expect(textOf(field, 'confidence')).to.equal('');
  expect(styleOf(field, '[part="digit"]').color).to.equal(color);
});

describe('the layout', () => {
  /** Where the pieces are that are always there. */
  function layoutOf(field: Field): string {
    const parts = [
      '[part="base"]',
      '[part~="surface"]',
      '[part="toolbar"]',
      BARS,
      '[part="digit"]',
    ];
    const lines = parts.map((part) => {
      const { top, left, height } = shadowPart(field, part).getBoundingClientRect();
      // The digit is centered, so its left side moves with its width.
      return [part, top, part === '[part="digit"]' ? 0 : left, height].join(' ');
    });
    return lines.join('\n');
  }

  it('does not move when the user draws and the answer comes', async () => {
    for (const size of SIZES) {
      for (const display of ['bars', 'chips']) {
        const field = await mount({ ...sized(size), display });
        await field.ready;
        await field.updateComplete;
        const before = layoutOf(field);
        new FakePointer(field).send('pointerdown', 50, 50);
        await field.updateComplete;
        expect(layoutOf(field), `drawing, ${display} at ${size}`).to.equal(before);
        new FakePointer(field).send('pointerup', 50, 50);
        await readSeven(field);
        expect(textOf(field, 'digit')).to.equal('7');
        expect(layoutOf(field), `read, ${display} at ${size}`).to.equal(before);
        field.remove();
      }
    }
  });

  it('does not move when loading fails', async () => {
    for (const size of SIZES) {
      const whole = await mount(sized(size));
      await whole.ready;
      const broken = await mountBroken(sized(size));
      const heights = [whole, broken].map((field) => field.getBoundingClientRect().height);
      expect(heights[1], `${size}`).to.equal(heights[0]);
      document.body.replaceChildren();
    }
  });

  it('keeps every piece inside the frame, from 96 pixels on, in every language', async () => {
    for (const [i, size] of SIZES.entries()) {
      for (const lang of ['en', 'de', 'ja', 'ar', 'fr', 'es', 'zh']) {
        const dir = lang === 'ar' ? 'rtl' : 'ltr';
        const field = await mount({ ...sized(size), lang, dir, display: DISPLAYS[i % 3] });
        await readSeven(field);
        const frame = shadowPart(field, '[part="base"]').getBoundingClientRect();
        expect(frame.width).to.equal(size);
        for (const piece of visiblePieces(field)) {
          const { left, right, top, bottom } = piece.getBoundingClientRect();
          const what = `${piece.localName}.${piece.className} at ${size} in ${lang}`;
          expect(left, `${what}, left`).to.be.at.least(frame.left - 0.5);
          expect(right, `${what}, right`).to.be.at.most(frame.right + 0.5);
          expect(top, `${what}, top`).to.be.at.least(frame.top - 0.5);
          expect(bottom, `${what}, bottom`).to.be.at.most(frame.bottom + 0.5);
        }
        field.remove();
      }
    }
  });

  it('keeps the tools in one row at every size', async () => {
    for (const size of SIZES) {
      const field = await mount(sized(size));
      const tools = ['undo', 'redo', 'clear']
        .map((name) => buttonOf(field, name))
        .filter((button) => button.checkVisibility());
      expect(tools.length, `${size}`).to.equal(size < 160 ? 2 : 3);
      const tops = new Set(tools.map((button) => button.getBoundingClientRect().top));
      expect(tops.size, `${size}`).to.equal(1);
    }
  });

  it('is mirrored for languages that are written from right to left', async () => {
    const center = (field: Field, part: string): number => {
      const { left, width } = shadowPart(field, part).getBoundingClientRect();
      return left + width / 2 - field.getBoundingClientRect().left;
    };
    const ltr = await mountRead({ dir: 'ltr', display: 'bars' }, SEVEN_OR_ONE);
    const rtl = await mountRead({ dir: 'rtl', display: 'bars' }, SEVEN_OR_ONE);
    const names = ['undo-button', 'clear-button', 'digit', 'alternatives'];
    for (const part of [BARS, ...names.map((name) => `[part~="${name}"]`)]) {
      expect(center(rtl, part), part).to.be.closeTo(280 - center(ltr, part), 1);
    }
  });
});

needing('emulated media').it(
  'the guide is shown until the pen comes down, and again when all is cleared',
  async () => {
    const field = await mount();
    const opacity = () => Number(styleOf(field, '[part~="guide"]').opacity);
    await emulateMedia({ reducedMotion: 'reduce' });
    expect(opacity()).to.equal(1);
    const pen = new FakePointer(field);
    pen.send('pointerdown', 50, 50);
    await painted();
    expect(opacity()).to.equal(0);
    pen.send('pointerup', 50, 50);
    await painted();
    buttonOf(field, 'clear').click();
    await painted();
    expect(opacity()).to.equal(1);
    await emulateMedia({ reducedMotion: 'no-preference' });
  },
);

describe('frame, bars and ink stand out from the paper', () => {
  after(() => paintIn('light'));

  for (const colorScheme of ['light', 'dark'] as const) {
    it(colorScheme, async () => {
      await paintIn(colorScheme);
      const field = await mount({ display: 'bars' });
      await readSeven(field);
      const { borderTopColor, backgroundColor: paper } = styleOf(field, '[part="base"]');
      const bar = styleOf(field, '.best [part="bar"]').backgroundColor;
      expect(contrast(borderTopColor, paper), 'frame').to.be.at.least(3);
      expect(contrast(bar, paper), 'bar').to.be.at.least(3);
      expect(contrast(styleOf(field, 'canvas').color, paper), 'ink').to.be.at.least(7);
      const unsure = await mountRead({ 'min-confidence': '0.99' }, SEVEN_OR_ONE);
      const { color } = styleOf(unsure, '[part="digit"]');
      expect(contrast(color, paper), 'question mark').to.be.at.least(4.5);
    });
  }
});

const COLOR = 'rgb(1, 2, 3)';

/** For each custom property: a part, a CSS property, a value that is no default, and its computed value. */
const STYLED: Record<string, [selector: string, css: string, value: string, computed?: string]> = {
  ink: ['canvas', 'color', COLOR],
  paper: ['[part="base"]', 'background-color', COLOR],
  text: ['[part="digit"]', 'color', COLOR],
  muted: ['[part="confidence"]', 'color', COLOR],
  border: ['[part="base"]', 'border-top-color', COLOR],
  line: ['.panel', 'border-top-color', COLOR],
  track: ['[part="track"]', 'background-color', COLOR],
  accent: ['.best [part="bar"]', 'background-color', COLOR],
  error: ['[part="error"]', 'color', COLOR],
  guide: ['[part~="guide"]', 'color', COLOR],
  radius: ['[part="base"]', 'border-top-left-radius', '3px'],
  'button-radius': ['[part~="undo-button"]', 'border-top-left-radius', '3px', '7px'],
  'bar-radius': ['[part="track"]', 'border-top-left-radius', '7px'],
  'bar-size': ['[part="track"]', 'height', '7px'],
  'border-width': ['[part="base"]', 'border-top-width', '3px'],
  'pen-width': ['canvas', 'stroke-width', '3px'],
  size: ['[part="base"]', 'width', '222px'],
  font: ['[part="status"]', 'font-family', 'fantasy'],
  'font-size': ['[part~="surface"]', 'font-size', '17px'],
  'digit-font': ['[part="digit"]', 'font-family', 'fantasy'],
};

describe('a custom property changes the looks:', () => {
  for (const [name, [selector, css, value, computed = value]] of Object.entries(STYLED)) {
    it(`--digit-recognizer-${name}`, async () => {
      const style = `--digit-recognizer-${name}: ${value}`;
      const [styled, plain] = [
        await mount({ display: 'bars', style }),
        await mount({ display: 'bars' }),
      ];
      for (const field of [styled, plain]) {
        await readSeven(field);
        if (name === 'error') field.setCustomValidity('Not this one.');
        field.reportValidity();
      }
      await painted();
      expect(styleOf(styled, selector).getPropertyValue(css)).to.equal(computed);
      expect(styleOf(plain, selector).getPropertyValue(css)).to.not.equal(computed);
    });
  }

  it('the focus ring', async () => {
    const style = `--digit-recognizer-focus: ${COLOR}; --digit-recognizer-focus-width: 5px`;
    const field = await mount({ style });
    // With the keyboard: after a mouse the browser shows no ring for a focus that a script sets.
    await press('Tab');
    expect(document.activeElement === field).to.be.true;
    await painted();
    const { outlineColor, outlineWidth } = styleOf(field, '[part="base"]');
    expect([outlineColor, outlineWidth]).to.deep.equal([COLOR, '5px']);
  });
});

const THEMES = ['default', 'chalkboard', 'notebook', 'large-print'];

/** Puts a theme's style sheet on the page. */
async function load(theme: string): Promise<HTMLLinkElement> {
  const sheet = document.createElement('link');
  Object.assign(sheet, { rel: 'stylesheet', href: `/dist/themes/${theme}.css` });
  document.head.append(sheet);
  await new Promise((resolve, reject) => {
    sheet.addEventListener('load', resolve);
    sheet.addEventListener('error', reject);
  });
  return sheet;
}

describe('a theme is readable:', () => {
  after(() => paintIn('light'));

  /** The color behind what lies outside the card. */
  function backgroundOf(field: Field): string {
    const [own, page] = [field, document.body].map((one) => getComputedStyle(one).backgroundColor);
    return own === 'rgba(0, 0, 0, 0)' ? page! : own!;
  }

  for (const theme of THEMES) {
    for (const scheme of ['light', 'dark'] as const) {
      it(`${theme}, on a ${scheme} page`, async () => {
        await paintIn(scheme);
        document.body.style.background = 'Canvas';
        const sheet = await load(theme);
        const attributes = { label: 'Sum', help: 'One digit.', 'min-confidence': '0.99' };
        const field = await mountRead(attributes, SEVEN_OR_ONE);
        field.reportValidity();
        await painted();
        const around = backgroundOf(field);
        const paper = styleOf(field, '[part="base"]').backgroundColor;
        const expectContrast = (part: string, background: string, atLeast: number) =>
          expect(contrast(styleOf(field, part).color, background), part).to.be.at.least(atLeast);
        for (const part of ['label', 'help', 'error'])
          expectContrast(`[part="${part}"]:not(:empty)`, around, 4.5);
        for (const part of ['[part="digit"]', '[part~="undo-button"]', 'canvas'])
          expectContrast(part, paper, 4.5);
        const { backgroundColor } = styleOf(field, '[part~="alternative"]');
        expectContrast('[part~="alternative"]', backgroundColor, 4.5);
        sheet.remove();
        document.body.style.background = '';
      });
    }
  }

  it('the default one changes nothing', async () => {
    const field = await mountRead({ display: 'bars', label: 'Sum' });
    const looks = () =>
      [...field.shadowRoot!.querySelectorAll('[part]')].map((part) => {
        const { color, backgroundColor, borderTopColor, borderTopLeftRadius } =
          getComputedStyle(part);
        return [color, backgroundColor, borderTopColor, borderTopLeftRadius].join();
      });
    for (const scheme of ['light', 'dark'] as const) {
      await paintIn(scheme);
      await painted();
      const before = looks();
      const sheet = await load('default');
      await painted();
      expect(looks()).to.deep.equal(before);
      sheet.remove();
    }
  });
});

describe('the ink', () => {
  /** Pixels of the column through the middle that are painted. */
  function thickness(field: Field): number {
    const canvas = canvasOf(field);
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d')!.getImageData(Math.round(width / 2), 0, 1, height);
    return data.filter((alpha, i) => i % 4 === 3 && alpha > 127).length;
  }

  async function drawn(pressure: number): Promise<number> {
    const field = await mount();
    new FakePointer(field, { pressure }).stroke([20, 50], [40, 50], [60, 50], [80, 50]);
    await painted();
    return thickness(field);
  }

  it('is wider where a pen was pressed', async () => {
    const light = await drawn(0.1);
    expect(await drawn(0.95)).to.be.at.least(light + 3);
  });

  it('is narrower where the hand was fast', async () => {
    const field = await mount();
    const widths: number[] = [];
    for (const interval of [2, 40]) {
      const points = Array.from({ length: 13 }, (_, i) => ({
        x: 20 + i * 20,
        y: 140,
        t: i * interval,
      }));
      field.strokes = [points];
      await painted();
      widths.push(thickness(field));
    }
    expect(widths[0]).to.be.at.most(widths[1]! - 2);
  });

  it('is as wide as the page says, on the screen, in the vector and in the picture', async () => {
    const field = await mount({ style: '--digit-recognizer-pen-width: 10%' });
    field.strokes = [ACROSS];
    await painted();
    const side = canvasOf(field).clientWidth;
    expect(thickness(field)).to.be.closeTo(side / 10, 1.5);
    expect(field.toSVG()).to.match(/stroke-width="27\.8"/);
    const picture = await createImageBitmap(await field.toBlob());
    const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d')!;
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(picture.width / 2, 0, 1, picture.height);
    const dark = data.filter((red, i) => i % 4 === 0 && red < 128).length;
    expect(dark).to.be.closeTo(picture.height / 10, 1.5);
  });

  it('is not darker where translucent strokes cross', async () => {
    const field = await mount({ style: '--digit-recognizer-ink: rgb(0 0 0 / 50%)' });
    field.strokes = [ACROSS, DOWN];
    await painted();
    const context = canvasOf(field).getContext('2d')!;
    const alphaAt = (x: number, y: number) => context.getImageData(x, y, 1, 1).data[3]!;
    expect(alphaAt(140, 140)).to.equal(alphaAt(80, 140)).and.to.be.closeTo(128, 2);
  });
});

const DARK = {
  'a dark color scheme': 'color-scheme: dark',
  'dark colors of the page': [
    '--digit-recognizer-ink: #ff9; --digit-recognizer-paper: #111; --digit-recognizer-text: #eee',
    '--digit-recognizer-accent: #8cf; --digit-recognizer-track: #222',
  ].join(';'),
};

describe('on paper', () => {
  /** Lightness of the ink in the middle of a line, 0 to 255. */
  function lightnessOf(field: Field): number {
    const [red, green, blue, alpha] = pixelOf(canvasOf(field), 50, 50);
    expect(alpha).to.equal(255);
    return (red! + green! + blue!) / 3;
  }

  for (const [name, style] of Object.entries(DARK)) {
    async function drawn(): Promise<Field> {
      const field = await mount({ style, display: 'bars' });
      new FakePointer(field).stroke([50, 20], [50, 50], [50, 80]);
      await field.recognize();
      await painted();
      expect(lightnessOf(field)).to.be.above(200);
      return field;
    }

    it(`ink is dark before the page is printed, and light again afterwards: ${name}`, async () => {
      const field = await drawn();
      window.dispatchEvent(new Event('beforeprint'));
      expect(lightnessOf(field)).to.be.below(60);
      window.dispatchEvent(new Event('afterprint'));
      expect(lightnessOf(field)).to.be.above(200);
    });

    needing('emulated media').it(`everything is dark on white, bars too: ${name}`, async () => {
      const field = await drawn();
      try {
        await emulateMedia({ media: 'print' });
        await painted();
        expect(lightnessOf(field)).to.be.below(60);
        const paper = styleOf(field, '[part~="base"]').backgroundColor;
        expect(paper).to.equal('rgb(255, 255, 255)');
        expect(getComputedStyle(field).backgroundColor).to.equal(paper);
        for (const part of ['[part~="digit"]', '[part~="confidence"]'])
          expect(contrast(styleOf(field, part).color, paper), part).to.be.above(4.5);
        for (const bar of ['.bar', '.best .bar']) {
          expect(contrast(styleOf(field, bar).backgroundColor, paper), bar).to.be.above(3);
          expect(styleOf(field, bar).printColorAdjust).to.equal('exact');
        }
      } finally {
        await emulateMedia({ media: 'screen' });
      }
      await painted();
      expect(lightnessOf(field)).to.be.above(200);
    });
  }
});
