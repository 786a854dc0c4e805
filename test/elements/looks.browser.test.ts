import { expect } from 'chai';
import { emulateMedia, sendKeys } from '@web/test-runner-commands';
import { needing } from '../support/engine.js';
import {
  buttonOf,
  canvasOf,
  mount,
  painted,
  SEVEN_OR_ONE,
  shadowPart,
  textOf,
  wipe,
} from './support/page.js';
import { FakePointer } from './support/pens.js';
import { contrast } from './support/contrast.js';
import { paintIn } from './support/media.js';
import { piecesOf } from './support/pieces.js';

type Field = Awaited<ReturnType<typeof mount>>;

const SIZES = [96, 120, 160, 200, 280, 480, 640];
const BARS = 'digit-probabilities';
const DISPLAYS = ['none', 'bars', 'chips'];

const seven = [
  [0.3, 0.25],
  [0.68, 0.26],
  [0.5, 0.6],
  [0.44, 0.8],
] as const;

async function read(element: Field): Promise<void> {
  const side = canvasOf(element).clientWidth;
  element.strokes = [seven.map(([x, y]) => ({ x: x * side, y: y * side }))];
  await element.recognize();
  await element.updateComplete;
}

/** Where the pieces lie that are always there. */
function layoutOf(element: Field): string {
  const parts = ['[part="base"]', '[part~="surface"]', '[part="toolbar"]', BARS, '[part="digit"]'];
  return parts
    .map((part) => {
      const { top, left, height } = shadowPart(element, part).getBoundingClientRect();
      // The digit is centred, so its left side moves with its width.
      return [part, top, part === '[part="digit"]' ? 0 : left, height].join(' ');
    })
    .join('\n');
}

describe('the layout', () => {
  afterEach(wipe);

  it('does not move when one draws and a reading comes', async () => {
    for (const size of SIZES) {
      for (const display of ['bars', 'chips']) {
        const style = `--digit-recognizer-size: ${size}px`;
        const element = await mount({ style, display });
        await element.ready;
        await element.updateComplete;
        const before = layoutOf(element);
        new FakePointer(element).send('pointerdown', 50, 50);
        await element.updateComplete;
        expect(layoutOf(element), `drawing, ${display} at ${size}`).to.equal(before);
        new FakePointer(element).send('pointerup', 50, 50);
        await read(element);
        expect(textOf(element, 'digit')).to.equal('7');
        expect(layoutOf(element), `read, ${display} at ${size}`).to.equal(before);
        element.remove();
      }
    }
  });

  it('does not move when loading fails', async () => {
    for (const size of SIZES) {
      const style = `--digit-recognizer-size: ${size}px`;
      const whole = await mount({ style });
      await whole.ready;
      const broken = await mount({ style, model: '/none/model.json' });
      await broken.ready.catch(() => undefined);
      await broken.updateComplete;
      const heights = [whole, broken].map((element) => element.getBoundingClientRect().height);
      expect(heights[1], `${size}`).to.equal(heights[0]);
      wipe();
    }
  });

  it('keeps every piece inside the frame, from 96 pixels on, in every language', async () => {
    for (const size of SIZES) {
      for (const lang of ['en', 'de', 'ja', 'ar', 'fr', 'es', 'zh']) {
        const display = DISPLAYS[SIZES.indexOf(size) % DISPLAYS.length]!;
        const style = `--digit-recognizer-size: ${size}px`;
        const dir = lang === 'ar' ? 'rtl' : 'ltr';
        const element = await mount({ style, lang, dir, display });
        await read(element);
        const frame = shadowPart(element, '[part="base"]').getBoundingClientRect();
        expect(frame.width).to.equal(size);
        for (const piece of piecesOf(element)) {
          const { left, right, top, bottom } = piece.getBoundingClientRect();
          const what = `${piece.localName}.${piece.className} at ${size} in ${lang}`;
          expect(left, `${what}, left`).to.be.at.least(frame.left - 0.5);
          expect(right, `${what}, right`).to.be.at.most(frame.right + 0.5);
          expect(top, `${what}, top`).to.be.at.least(frame.top - 0.5);
          expect(bottom, `${what}, bottom`).to.be.at.most(frame.bottom + 0.5);
        }
        element.remove();
      }
    }
  });

  it('keeps the tools in one row, whatever the size', async () => {
    for (const size of SIZES) {
      const element = await mount({ style: `--digit-recognizer-size: ${size}px` });
      const tools = ['undo', 'redo', 'clear']
        .map((name) => buttonOf(element, name))
        .filter((button) => button.checkVisibility());
      expect(tools.length, `${size}`).to.equal(size < 160 ? 2 : 3);
      const tops = new Set(tools.map((button) => button.getBoundingClientRect().top));
      expect(tops.size, `${size}`).to.equal(1);
    }
  });

  it('is mirrored where one reads from right to left', async () => {
    const centre = (element: Field, part: string): number => {
      const { left, width } = shadowPart(element, part).getBoundingClientRect();
      return left + width / 2 - element.getBoundingClientRect().left;
    };
    const [right, left] = [
      await mount({ dir: 'ltr', display: 'bars' }),
      await mount({ dir: 'rtl', display: 'bars' }),
    ];
    for (const element of [right, left]) {
      element.strokes = SEVEN_OR_ONE;
      await element.recognize();
      await element.updateComplete;
    }
    const names = ['undo-button', 'clear-button', 'digit', 'alternatives'];
    for (const part of [BARS, ...names.map((name) => `[part~="${name}"]`)]) {
      expect(centre(left, part), part).to.be.closeTo(280 - centre(right, part), 1);
    }
  });
});

describe('the guide', () => {
  afterEach(wipe);

  needing('emulated media').it(
    'invites to draw until the pen comes down, and again when all is cleared',
    async () => {
      const element = await mount();
      const opacity = (): number =>
        Number(getComputedStyle(shadowPart(element, '[part~="guide"]')).opacity);
      await emulateMedia({ reducedMotion: 'reduce' });
      expect(opacity()).to.equal(1);
      const pen = new FakePointer(element);
      pen.send('pointerdown', 50, 50);
      await painted();
      expect(opacity()).to.equal(0);
      pen.send('pointerup', 50, 50);
      await painted();
      buttonOf(element, 'clear').click();
      await painted();
      expect(opacity()).to.equal(1);
      await emulateMedia({ reducedMotion: 'no-preference' });
    },
  );
});

describe('the colours', () => {
  afterEach(wipe);
  after(() => paintIn('light'));

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`tell frame, focus and bars from the paper: ${colorScheme}`, async () => {
      await paintIn(colorScheme);
      const element = await mount({ display: 'bars' });
      await read(element);
      const base = getComputedStyle(shadowPart(element, '[part="base"]'));
      const bar = getComputedStyle(shadowPart(element, '.best [part="bar"]'));
      const paper = base.backgroundColor;
      const ink = getComputedStyle(canvasOf(element)).color;
      expect(contrast(base.borderTopColor, paper), 'frame').to.be.at.least(3);
      expect(contrast(bar.backgroundColor, paper), 'bar').to.be.at.least(3);
      expect(contrast(ink, paper), 'ink').to.be.at.least(7);
    });
  }
});

/** What each custom property changes: a part, a property of CSS, a value that no default has, and what comes of it. */
const DRESSED: Record<string, [selector: string, css: string, value: string, becomes?: string]> = {
  ink: ['canvas', 'color', 'rgb(1, 2, 3)'],
  paper: ['[part="base"]', 'background-color', 'rgb(1, 2, 3)'],
  text: ['[part="digit"]', 'color', 'rgb(1, 2, 3)'],
  muted: ['[part="confidence"]', 'color', 'rgb(1, 2, 3)'],
  border: ['[part="base"]', 'border-top-color', 'rgb(1, 2, 3)'],
  line: ['.panel', 'border-top-color', 'rgb(1, 2, 3)'],
  track: ['[part="track"]', 'background-color', 'rgb(1, 2, 3)'],
  accent: ['.best [part="bar"]', 'background-color', 'rgb(1, 2, 3)'],
  error: ['[part="error"]', 'color', 'rgb(1, 2, 3)'],
  guide: ['[part~="guide"]', 'color', 'rgb(1, 2, 3)'],
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

describe('a custom property', () => {
  afterEach(wipe);

  for (const [name, [selector, css, value, becomes = value]] of Object.entries(DRESSED)) {
    it(`--digit-recognizer-${name} dresses the element`, async () => {
      const display = 'bars';
      const styled = await mount({ display, style: `--digit-recognizer-${name}: ${value}` });
      const plain = await mount({ display });
      for (const element of [styled, plain]) {
        await read(element);
        if (name === 'error') element.setCustomValidity('Not this one.');
        element.reportValidity();
      }
      await painted();
      const [dressed, bare] = [styled, plain].map((element) =>
        getComputedStyle(shadowPart(element, selector)).getPropertyValue(css),
      );
      expect(dressed).to.equal(becomes);
      expect(bare).to.not.equal(becomes);
    });
  }

  it('dresses the focus', async () => {
    const focus = '--digit-recognizer-focus: rgb(1, 2, 3); --digit-recognizer-focus-width: 5px';
    const element = await mount({ style: focus });
    // By the keyboard: after a mouse the browser shows no ring for a focus that a script gives.
    await sendKeys({ press: 'Tab' });
    expect(document.activeElement === element).to.be.true;
    await painted();
    const { outlineColor, outlineWidth } = getComputedStyle(shadowPart(element, '[part="base"]'));
    expect([outlineColor, outlineWidth]).to.deep.equal(['rgb(1, 2, 3)', '5px']);
  });
});

describe('the ink', () => {
  afterEach(wipe);

  /** Painted pixels of the column through the middle. */
  function thickness(element: Field): number {
    const canvas = canvasOf(element);
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d')!.getImageData(Math.round(width / 2), 0, 1, height);
    return data.filter((alpha, i) => i % 4 === 3 && alpha > 127).length;
  }

  async function drawn(init: PointerEventInit): Promise<number> {
    const element = await mount();
    const pen = new FakePointer(element, init);
    pen.stroke([20, 50], [40, 50], [60, 50], [80, 50]);
    await painted();
    return thickness(element);
  }

  it('is wider where a pen was pressed', async () => {
    const [light, firm] = [await drawn({ pressure: 0.1 }), await drawn({ pressure: 0.95 })];
    expect(firm).to.be.at.least(light + 3);
  });

  it('is narrower where the hand was quick', async () => {
    const element = await mount();
    const widths: number[] = [];
    for (const pace of [2, 40]) {
      element.strokes = [
        Array.from({ length: 13 }, (_, i) => ({ x: 20 + i * 20, y: 140, t: i * pace })),
      ];
      await painted();
      widths.push(thickness(element));
    }
    expect(widths[0]).to.be.at.most(widths[1]! - 2);
  });

  it('is as wide as the page says, on the screen, in the vector and in the picture', async () => {
    const element = await mount({ style: '--digit-recognizer-pen-width: 10%' });
    element.strokes = [
      [
        { x: 40, y: 140 },
        { x: 240, y: 140 },
      ],
    ];
    await painted();
    const side = canvasOf(element).clientWidth;
    expect(thickness(element)).to.be.closeTo(side / 10, 1.5);
    expect(element.toSVG()).to.match(/stroke-width="27\.8"/);
    const picture = await createImageBitmap(await element.toBlob());
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext('2d')!;
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(picture.width / 2, 0, 1, picture.height);
    const dark = data.filter((red, i) => i % 4 === 0 && red < 128).length;
    expect(dark).to.be.closeTo(picture.height / 10, 1.5);
  });

  it('is no darker where translucent strokes cross', async () => {
    const element = await mount({ style: '--digit-recognizer-ink: rgb(0 0 0 / 50%)' });
    element.strokes = [
      [
        { x: 40, y: 140 },
        { x: 240, y: 140 },
      ],
      [
        { x: 140, y: 40 },
        { x: 140, y: 240 },
      ],
    ];
    await painted();
    const canvas = canvasOf(element);
    const alphaAt = (x: number, y: number): number =>
      canvas.getContext('2d')!.getImageData(x, y, 1, 1).data[3]!;
    expect(alphaAt(140, 140)).to.equal(alphaAt(80, 140)).and.to.be.closeTo(128, 2);
  });
});
