import { expect } from 'chai';
import { sendMouse, setViewport, type Viewport } from '@web/test-runner-commands';
import { has, needing } from '../support/engine.js';
import { canvasOf, mount, painted, wipe } from './support/page.js';
import { drawWithMouse, FakePointer, onSurface } from './support/pens.js';

const bar = [
  [
    { x: 20, y: 50 },
    { x: 80, y: 50 },
  ],
];

/** Opacity, 0 to 255, of the canvas at a point of a square of 100 over it. */
function inkAt(canvas: HTMLCanvasElement, x: number, y: number): number {
  const { width, height } = canvas;
  const context = canvas.getContext('2d');
  const data = context?.getImageData((x * width) / 100, (y * height) / 100, 1, 1).data;
  return data?.[3] ?? 0;
}

function expectBar(canvas: HTMLCanvasElement): void {
  for (const x of [21, 50, 79]) expect(inkAt(canvas, x, 50), `ink at ${x}`).to.equal(255);
  for (const [x, y] of [
    [14, 50],
    [86, 50],
    [50, 44],
    [50, 56],
  ] as const) {
    expect(inkAt(canvas, x, y), `paper at ${x}, ${y}`).to.equal(0);
  }
}

/** Pixels of the screen to a CSS pixel; puppeteer knows this field, the command's type does not. */
function setRatio(deviceScaleFactor: number): Promise<void> {
  const viewport: Viewport & { deviceScaleFactor: number } = {
    width: 800,
    height: 600,
    deviceScaleFactor,
  };
  return setViewport(viewport);
}

describe('what is drawn', () => {
  afterEach(wipe);
  after(() => has('emulated pixel ratios') && setRatio(1));

  it('is painted where the mouse went, and told in CSS pixels of the surface', async () => {
    const element = await mount();
    await drawWithMouse(element, bar);
    await painted();
    expectBar(canvasOf(element));
    const side = canvasOf(element).clientWidth;
    const stroke = element.strokes[0] ?? [];
    expect(element.strokes).to.have.length(1);
    expect(stroke[0]?.x).to.be.closeTo(side * 0.2, 1);
    expect(stroke.at(-1)?.x).to.be.closeTo(side * 0.8, 1);
    expect(stroke[0]?.y).to.be.closeTo(side * 0.5, 1);
  });

  it('is a dot for a tap', async () => {
    const element = await mount();
    const [x, y] = onSurface(element, 50, 50).map(Math.round) as [number, number];
    await sendMouse({ type: 'click', position: [x, y] });
    await painted();
    expect(element.strokes).to.have.length(1);
    expect(inkAt(canvasOf(element), 50, 50)).to.equal(255);
    expect(inkAt(canvasOf(element), 56, 50)).to.equal(0);
  });

  it('keeps its place and its strokes when the element is resized', async () => {
    const element = await mount();
    await drawWithMouse(element, bar);
    const before = element.drawing;
    for (const width of ['140px', '440px', '640px']) {
      element.style.width = width;
      await painted();
      expectBar(canvasOf(element));
      expect(element.drawing).to.deep.equal(before);
    }
  });

  it('goes on in the same frame after a resize', async () => {
    const element = await mount();
    await drawWithMouse(element, bar);
    element.style.width = '440px';
    await painted();
    await drawWithMouse(element, bar);
    const [first, second] = element.strokes;
    expect(second?.[0]?.x).to.be.closeTo(first?.[0]?.x ?? NaN, 1);
    expect(second?.[0]?.y).to.be.closeTo(first?.[0]?.y ?? NaN, 1);
  });

  it('comes back after the element was hidden', async () => {
    const element = await mount();
    await drawWithMouse(element, bar);
    element.hidden = true;
    await painted();
    element.hidden = false;
    await painted();
    expectBar(canvasOf(element));
  });

  it('stays when the element moves in the page, and the pen still works', async () => {
    const element = await mount();
    await drawWithMouse(element, bar);
    const elsewhere = document.createElement('div');
    document.body.append(elsewhere);
    elsewhere.append(element);
    await painted();
    expectBar(canvasOf(element));
    await drawWithMouse(element, bar);
    expect(element.strokes).to.have.length(2);
  });

  it('lands under the pen inside a scaled parent', async () => {
    const parent = document.createElement('div');
    parent.style.cssText = 'transform: translate(30px, 20px) scale(1.5); transform-origin: 0 0';
    document.body.append(parent);
    const element = await mount({}, parent);
    const side = canvasOf(element).clientWidth;
    await drawWithMouse(element, bar);
    await painted();
    expectBar(canvasOf(element));
    expect(element.strokes[0]?.[0]?.x).to.be.closeTo(side * 0.2, 1);
  });

  it('lands under the pen on a surface with padding to its sides, turned', async () => {
    const pad = document.createElement('digit-pad');
    pad.style.cssText =
      'box-sizing: border-box; display: block; width: 280px; padding: 0 40px; rotate: 45deg; margin: 100px';
    document.body.append(pad);
    await pad.updateComplete;
    await painted();
    const { left, top, width, height } = canvasOf(pad).getBoundingClientRect();
    const middle = { x: left + width / 2, y: top + height / 2 };
    const side = canvasOf(pad).offsetWidth;
    const spots = [-0.4, 0, 0.4].map((part) => {
      // Along the surface's own x axis, which is turned by 45°.
      const along = part * side * Math.SQRT1_2;
      return [Math.round(middle.x + along), Math.round(middle.y + along)] as [number, number];
    });
    for (const [i, position] of spots.entries()) {
      await sendMouse({ type: 'move', position });
      if (i === 0) await sendMouse({ type: 'down' });
    }
    await sendMouse({ type: 'up' });
    const [stroke = []] = pad.strokes;
    expect(stroke.map(({ x }) => Math.round((100 * x) / side))).to.deep.equal([10, 50, 90]);
    for (const { y } of stroke) expect(y).to.be.closeTo(canvasOf(pad).offsetHeight / 2, 1);
  });

  const TRANSFORMS: Record<string, string> = {
    'turned by 30°': 'rotate(30deg)',
    'turned upside down': 'rotate(180deg)',
    mirrored: 'scaleX(-1)',
    skewed: 'skew(20deg, -8deg)',
    'scaled and turned': 'scale(1.4, 0.8) rotate(-50deg)',
  };
  for (const [name, inner] of Object.entries(TRANSFORMS)) {
    for (const [place, outer] of [
      ['', 'none'],
      [' within a turned one', 'rotate(-20deg) scale(0.9)'],
    ] as const) {
      it(`lands under the pen inside a parent that is ${name}${place}`, async () => {
        const grandparent = document.createElement('div');
        const parent = document.createElement('div');
        grandparent.append(parent);
        document.body.append(grandparent);
        const element = await mount({}, parent);
        const { left, top, width } = canvasOf(element).getBoundingClientRect();
        // Both about the middle of the surface, which so stays where it is.
        const middle = { x: left + width / 2, y: top + width / 2 };
        const box = parent.getBoundingClientRect();
        for (const turned of [grandparent, parent]) {
          turned.style.transformOrigin = `${middle.x - box.left}px ${middle.y - box.top}px`;
          turned.style.transform = turned === parent ? inner : outer;
        }
        const matrix = new DOMMatrix(outer).multiply(new DOMMatrix(inner));
        const drawn: { x: number; y: number }[] = [];
        for (const [x, y] of [
          [20, 70],
          [35, 50],
          [80, 30],
        ] as const) {
          const from = { x: ((x - 50) * width) / 100, y: ((y - 50) * width) / 100 };
          const { x: dx, y: dy } = matrix.transformPoint(from);
          const position = [Math.round(middle.x + dx), Math.round(middle.y + dy)] as [
            number,
            number,
          ];
          await sendMouse({ type: 'move', position });
          if (drawn.length === 0) await sendMouse({ type: 'down' });
          drawn.push(
            matrix
              .inverse()
              .transformPoint({ x: position[0] - middle.x, y: position[1] - middle.y }),
          );
        }
        await sendMouse({ type: 'up' });
        const [stroke = []] = element.strokes;
        expect(stroke).to.have.length(drawn.length);
        for (const [i, { x, y }] of drawn.entries()) {
          expect(stroke[i]!.x, `x of point ${i}`).to.be.closeTo(x + width / 2, 0.6);
          expect(stroke[i]!.y, `y of point ${i}`).to.be.closeTo(y + width / 2, 0.6);
        }
      });
    }
  }

  it('takes the colour of the scheme, also when it changes', async () => {
    const element = await mount();
    element.style.colorScheme = 'light';
    await drawWithMouse(element, bar);
    await painted();
    const canvas = canvasOf(element);
    const brightness = () =>
      canvas.getContext('2d')?.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data[0] ??
      -1;
    expect(brightness()).to.be.below(64);
    element.style.colorScheme = 'dark';
    await new Promise((resolve) => canvas.addEventListener('transitionend', resolve));
    await painted();
    expect(brightness()).to.be.above(192);
  });

  for (const ratio of [1, 1.5, 3]) {
    needing('emulated pixel ratios').it(
      `has a pixel of canvas for each of the screen at a ratio of ${ratio}`,
      async () => {
        await setRatio(ratio);
        const element = await mount();
        await painted();
        const canvas = canvasOf(element);
        expect(devicePixelRatio).to.equal(ratio);
        expect(canvas.width).to.be.closeTo(canvas.getBoundingClientRect().width * ratio, 1);
      },
    );
  }

  it('can be taken away as an SVG and as a picture', async () => {
    const element = await mount();
    new FakePointer(element).stroke([20, 50], [80, 50]);
    const svg = new DOMParser().parseFromString(element.toSVG(), 'image/svg+xml').documentElement;
    expect(svg.localName).to.equal('svg');
    expect(Number(svg.getAttribute('width'))).to.equal(canvasOf(element).clientWidth);
    const blob = await element.toBlob();
    expect(blob.type).to.equal('image/png');
    const bitmap = await createImageBitmap(blob);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    const at = (x: number, y: number) =>
      context?.getImageData((x * canvas.width) / 100, (y * canvas.height) / 100, 1, 1).data[0];
    expect([at(50, 50), at(50, 30)]).to.deep.equal([0, 255]);
    expect((await element.toBlob('image/jpeg', 0.8)).type).to.equal('image/jpeg');
  });
});
