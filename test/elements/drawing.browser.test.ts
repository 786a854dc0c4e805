import { expect } from 'chai';
import { sendMouse, setViewport, type Viewport } from '@web/test-runner-commands';
import type { DigitPadElement } from '../../src/elements/digit-pad-element.js';
import { has, needing } from '../support/engine.js';
import { canvasOf, line, mount, painted, pixelOf } from './support/page.js';
import { drawWithMouse, FakePointer, onSurface } from './support/pens.js';

const bar = [line([20, 50], [80, 50])];

function inkAt(canvas: HTMLCanvasElement, x: number, y: number): number {
  return pixelOf(canvas, x, y)[3]!;
}

function expectBar(canvas: HTMLCanvasElement): void {
  for (const x of [21, 50, 79]) expect(inkAt(canvas, x, 50), `ink at ${x}`).to.equal(255);
  for (const { x, y } of line([14, 50], [86, 50], [50, 44], [50, 56]))
    expect(inkAt(canvas, x, y), `paper at ${x}, ${y}`).to.equal(0);
}

/** Device pixels per CSS pixel. The command's type lacks this field of puppeteer's. */
function setRatio(deviceScaleFactor: number): Promise<void> {
  const viewport: Viewport & { deviceScaleFactor: number } = {
    ...{ width: 800, height: 600, deviceScaleFactor },
  };
  return setViewport(viewport);
}

/** A stroke through points of the page. */
async function strokeOnPage(...positions: [number, number][]): Promise<void> {
  for (const [i, position] of positions.entries()) {
    await sendMouse({ type: 'move', position });
    if (i === 0) await sendMouse({ type: 'down' });
  }
  await sendMouse({ type: 'up' });
}

describe('what is drawn', () => {
  after(() => has('emulated pixel ratios') && setRatio(1));

  it('is painted where the mouse went, and given in CSS pixels of the surface', async () => {
    const field = await mount();
    await drawWithMouse(field, bar);
    await painted();
    expectBar(canvasOf(field));
    const side = canvasOf(field).clientWidth;
    const stroke = field.strokes[0] ?? [];
    expect(field.strokes).to.have.length(1);
    expect(stroke[0]?.x).to.be.closeTo(side * 0.2, 1);
    expect(stroke.at(-1)?.x).to.be.closeTo(side * 0.8, 1);
    expect(stroke[0]?.y).to.be.closeTo(side * 0.5, 1);
  });

  it('is a dot for a tap', async () => {
    const field = await mount();
    const [x, y] = onSurface(field, 50, 50).map(Math.round) as [number, number];
    await sendMouse({ type: 'click', position: [x, y] });
    await painted();
    expect(field.strokes).to.have.length(1);
    expect(inkAt(canvasOf(field), 50, 50)).to.equal(255);
    expect(inkAt(canvasOf(field), 56, 50)).to.equal(0);
  });

  it('keeps its place and its strokes when the field is resized, and goes on in the same frame', async () => {
    const field = await mount();
    await drawWithMouse(field, bar);
    const before = field.drawing;
    for (const width of ['140px', '640px', '440px']) {
      field.style.width = width;
      await painted();
      expectBar(canvasOf(field));
      expect(field.drawing).to.deep.equal(before);
    }
    await drawWithMouse(field, bar);
    const [first, second] = field.strokes;
    expect(second?.[0]?.x).to.be.closeTo(first?.[0]?.x ?? NaN, 1);
    expect(second?.[0]?.y).to.be.closeTo(first?.[0]?.y ?? NaN, 1);
  });

  it('comes back after the field was hidden, and when it moves in the page', async () => {
    const field = await mount();
    await drawWithMouse(field, bar);
    field.hidden = true;
    await painted();
    field.hidden = false;
    await painted();
    expectBar(canvasOf(field));
    document.body.appendChild(document.createElement('div')).append(field);
    await painted();
    expectBar(canvasOf(field));
    await drawWithMouse(field, bar);
    expect(field.strokes).to.have.length(2);
  });

  it('is under the pen inside a scaled parent', async () => {
    const parent = document.body.appendChild(document.createElement('div'));
    parent.style.cssText = 'transform: translate(30px, 20px) scale(1.5); transform-origin: 0 0';
    const field = await mount({}, parent);
    await drawWithMouse(field, bar);
    await painted();
    expectBar(canvasOf(field));
    expect(field.strokes[0]?.[0]?.x).to.be.closeTo(canvasOf(field).clientWidth * 0.2, 1);
  });

  it('is under the pen on a rotated surface with padding at its sides', async () => {
    const pad = document.body.appendChild(document.createElement('digit-pad'));
    pad.style.cssText =
      'box-sizing: border-box; display: block; width: 280px; padding: 0 40px; rotate: 45deg; margin: 100px';
    await pad.updateComplete;
    await painted();
    const canvas = canvasOf(pad);
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const side = canvas.offsetWidth;
    const spots = [-0.4, 0, 0.4].map((part): [number, number] => {
      // Along the surface's own x axis, which is rotated by 45°.
      const along = part * side * Math.SQRT1_2;
      return [Math.round(left + width / 2 + along), Math.round(top + height / 2 + along)];
    });
    await strokeOnPage(...spots);
    const [stroke = []] = pad.strokes;
    expect(stroke.map(({ x }) => Math.round((100 * x) / side))).to.deep.equal([10, 50, 90]);
    for (const { y } of stroke) expect(y).to.be.closeTo(canvas.offsetHeight / 2, 1);
  });

  const TRANSFORMS: Record<string, string> = {
    'rotated by 30°': 'rotate(30deg)',
    'turned upside down': 'rotate(180deg)',
    mirrored: 'scaleX(-1)',
    skewed: 'skew(20deg, -8deg)',
    'scaled and rotated': 'scale(1.4, 0.8) rotate(-50deg)',
  };
  for (const [name, inner] of Object.entries(TRANSFORMS)) {
    for (const [place, outer] of [
      ['', 'none'],
      [' within a rotated one', 'rotate(-20deg) scale(0.9)'],
    ] as const) {
      it(`is under the pen inside a parent that is ${name}${place}`, async () => {
        const grandparent = document.body.appendChild(document.createElement('div'));
        const parent = grandparent.appendChild(document.createElement('div'));
        const field = await mount({}, parent);
        const { left, top, width } = canvasOf(field).getBoundingClientRect();
        // Both around the center of the surface, which therefore stays where it is.
        const center = { x: left + width / 2, y: top + width / 2 };
        const box = parent.getBoundingClientRect();
        for (const element of [grandparent, parent]) {
          element.style.transformOrigin = `${center.x - box.left}px ${center.y - box.top}px`;
          element.style.transform = element === parent ? inner : outer;
        }
        const matrix = new DOMMatrix(outer).multiply(new DOMMatrix(inner));
        const positions = line([20, 70], [35, 50], [80, 30]).map(({ x, y }): [number, number] => {
          const from = { x: ((x - 50) * width) / 100, y: ((y - 50) * width) / 100 };
          const { x: dx, y: dy } = matrix.transformPoint(from);
          return [Math.round(center.x + dx), Math.round(center.y + dy)];
        });
        await strokeOnPage(...positions);
        const [stroke = []] = field.strokes;
        expect(stroke).to.have.length(positions.length);
        for (const [i, [x, y]] of positions.entries()) {
          const drawn = matrix.inverse().transformPoint({ x: x - center.x, y: y - center.y });
          expect(stroke[i]!.x, `x of point ${i}`).to.be.closeTo(drawn.x + width / 2, 0.6);
          expect(stroke[i]!.y, `y of point ${i}`).to.be.closeTo(drawn.y + width / 2, 0.6);
        }
      });
    }
  }

  it('takes the color of the scheme, also when it changes', async () => {
    const field = await mount();
    field.style.colorScheme = 'light';
    await drawWithMouse(field, bar);
    await painted();
    const canvas = canvasOf(field);
    expect(pixelOf(canvas, 50, 50)[0]).to.be.below(64);
    field.style.colorScheme = 'dark';
    await new Promise((resolve) => canvas.addEventListener('transitionend', resolve));
    await painted();
    expect(pixelOf(canvas, 50, 50)[0]).to.be.above(192);
  });

  for (const ratio of [1, 1.5, 3]) {
    needing('emulated pixel ratios').it(
      `has a canvas pixel for each screen pixel at a ratio of ${ratio}`,
      async () => {
        await setRatio(ratio);
        const canvas = canvasOf(await mount());
        await painted();
        expect(devicePixelRatio).to.equal(ratio);
        expect(canvas.width).to.be.closeTo(canvas.getBoundingClientRect().width * ratio, 1);
      },
    );
  }

  it('can be exported as an SVG and as a picture', async () => {
    const field = await mount();
    new FakePointer(field).stroke([20, 50], [80, 50]);
    const svg = new DOMParser().parseFromString(field.toSVG(), 'image/svg+xml').documentElement;
    expect(svg.localName).to.equal('svg');
    expect(Number(svg.getAttribute('width'))).to.equal(canvasOf(field).clientWidth);
    const blob = await field.toBlob();
    expect(blob.type).to.equal('image/png');
    const bitmap = await createImageBitmap(blob);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
    expect([pixelOf(canvas, 50, 50)[0], pixelOf(canvas, 50, 30)[0]]).to.deep.equal([0, 255]);
    expect((await field.toBlob('image/jpeg', 0.8)).type).to.equal('image/jpeg');
  });
});

/** What a page may do to the surface, as CSS of the pad's canvas, of the pad and of what is around it. */
const STYLES: Record<string, { canvas?: string; pad?: string; around?: string }> = {
  'a border': { canvas: 'border: 12px solid' },
  'a padding': { canvas: 'padding: 20px' },
  'an uneven border and padding': { canvas: 'border-left: 9px solid; padding: 4px 20px 30px 2px' },
  'a transform': { canvas: 'transform: rotate(20deg) scale(0.8)' },
  'a rotation, a scale and a padding': { canvas: 'rotate: 30deg; scale: 0.7; padding: 10px' },
  'a perspective': {
    around: 'perspective: 500px',
    pad: 'transform: rotateX(40deg) rotateY(20deg)',
  },
  'a perspective of its own': { canvas: 'transform: perspective(400px) rotateY(40deg)' },
  'a stretched flex item': { around: 'display: flex; height: 418px' },
  'a small height': { pad: 'max-height: 150px' },
  'another aspect ratio': { pad: 'aspect-ratio: 2; width: 300px' },
  'a content box': {
    canvas: 'box-sizing: content-box; padding: 10px; width: 200px; height: 200px',
  },
};

/** Where x, y of the surface's content is on the page, by an element with the canvas's own style. */
function placeOn(pad: DigitPadElement, css: string, x: number, y: number): DOMRect {
  const copy = document.createElement('div');
  const { inlineSize, blockSize } = getComputedStyle(canvasOf(pad));
  copy.style.cssText = `position: absolute; left: 0; top: 0; box-sizing: border-box; inline-size: ${inlineSize}; block-size: ${blockSize}; ${css}`;
  const mark = copy.appendChild(document.createElement('b'));
  mark.style.cssText = `display: block; position: relative; width: 0; height: 0; left: ${x}px; top: ${y}px`;
  pad.shadowRoot!.append(copy);
  const at = mark.getBoundingClientRect();
  copy.remove();
  return at;
}

describe('ink is under the pen on a surface with', () => {
  for (const [name, { canvas: css = '', pad: padCss = '', around = '' }] of Object.entries(
    STYLES,
  )) {
    it(name, async () => {
      document.body.innerHTML = `<style>digit-pad::part(canvas) { ${css} }</style>
        <div style="${around}"><digit-pad style="${padCss}"></digit-pad><p>beside</p></div>`;
      const pad = document.querySelector('digit-pad')!;
      await pad.updateComplete;
      await painted();
      const canvas = canvasOf(pad);
      const style = getComputedStyle(canvas);
      const px = (side: 'Left' | 'Right' | 'Top' | 'Bottom') => parseFloat(style[`padding${side}`]);
      const width = canvas.clientWidth - px('Left') - px('Right');
      const height = canvas.clientHeight - px('Top') - px('Bottom');
      const points = line([0.2, 0.25], [0.75, 0.2], [0.6, 0.8]);
      const pen = {
        pointerId: 1,
        pointerType: 'pen',
        isPrimary: true,
        bubbles: true,
        composed: true,
      };
      for (const [i, point] of points.entries()) {
        const { x: clientX, y: clientY } = placeOn(pad, css, point.x * width, point.y * height);
        const type = i === 0 ? 'pointerdown' : 'pointermove';
        canvas.dispatchEvent(new PointerEvent(type, { ...pen, clientX, clientY }));
      }
      canvas.dispatchEvent(new PointerEvent('pointercancel', pen));
      await painted();
      const [stroke = []] = pad.strokes;
      expect(stroke).to.have.length(3);
      for (const [i, { x, y }] of points.entries()) {
        const { clientWidth, clientHeight } = canvas;
        expect(stroke[i]!.x / clientWidth).to.be.closeTo(x, 1.5 / clientWidth, `${i}: x`);
        expect(stroke[i]!.y / clientHeight).to.be.closeTo(y, 1.5 / clientHeight, `${i}: y`);
        expect(inkAt(canvas, 100 * x, 100 * y), `ink at ${x}, ${y}`).to.equal(255);
      }
    });
  }
});
