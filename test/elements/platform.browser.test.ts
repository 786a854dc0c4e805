import { expect } from 'chai';
import { DRAWINGS } from '../support/drawings.js';
import { spyOn } from '../support/spy.js';
import { openFrame, type Frame } from './support/frame.js';
import { painted } from './support/page.js';
import { FakePointer } from './support/pens.js';
import { prototypeOf, raise, type Platform } from './support/platform-calls.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;

/** What a browser, an emulation of one or its settings may lack. */
const LACKS: Record<string, (platform: Platform) => void> = {
  IntersectionObserver: (platform) => remove(platform, 'IntersectionObserver'),
  ResizeObserver: (platform) => remove(platform, 'ResizeObserver'),
  'crypto.subtle': ({ crypto }) => Object.defineProperty(crypto, 'subtle', { value: undefined }),
  'a canvas to paint on': (platform) =>
    spyOn(prototypeOf(platform, 'HTMLCanvasElement'), 'getContext', () => null),
  'pointer capture': (platform) =>
    spyOn(prototypeOf(platform, 'Element'), 'setPointerCapture', raise),
};

function remove(platform: Platform, name: string): void {
  Object.defineProperty(platform, name, { value: undefined });
}

describe('a page without', () => {
  let frame: Frame;
  afterEach(() => frame.close());

  for (const [lack, prepare] of Object.entries(LACKS)) {
    it(`${lack} has a field that is drawn on and read`, async () => {
      frame = await openFrame(prepare);
      const element = frame.add({ backend: 'cpu' });
      await element.updateComplete;
      await element.ready;
      new FakePointer(element).stroke([20, 20], [30, 80]);
      expect(element.strokes.map(({ length }) => length)).to.deep.equal([2]);
      element.strokes = seven;
      expect((await element.recognize())?.digit).to.equal(7);
      element.remove();
      frame.window.document.body.append(element);
      await painted();
      new FakePointer(element).stroke([20, 20], [30, 80]);
      expect(element.strokes).to.have.length(seven.length + 1);
      expect(frame.unhandled).to.deep.equal([]);
    });
  }
});

describe('a picture of the drawing', () => {
  let frame: Frame;
  afterEach(() => frame.close());

  for (const [method, fail] of [
    ['getContext', () => null],
    ['toBlob', (_: unknown, [done]: unknown[]) => (done as BlobCallback)(null)],
  ] as const) {
    it(`is refused where ${method} gives none, and is made afterwards`, async () => {
      frame = await openFrame();
      const element = frame.add({ backend: 'cpu' });
      await element.updateComplete;
      element.strokes = seven;
      const spy = spyOn(prototypeOf(frame.window, 'HTMLCanvasElement'), method, fail);
      const refusal = await element.toBlob().catch((error: unknown) => error);
      expect(refusal).to.have.property('name', 'EncodingError');
      spy.restore();
      expect((await element.toBlob()).type).to.equal('image/png');
      expect((await element.recognize())?.digit).to.equal(7);
    });
  }

  it('is refused by name where the browser gives noise for pixels', async () => {
    frame = await openFrame();
    const element = frame.add({ backend: 'cpu' });
    await element.updateComplete;
    element.strokes = seven;
    const noise = () => new ImageData(Uint8ClampedArray.from({ length: 1024 }, Math.random), 16);
    const spy = spyOn(prototypeOf(frame.window, 'CanvasRenderingContext2D'), 'getImageData', noise);
    const refusal = await element.toBlob().catch((error: unknown) => error);
    expect(refusal).to.have.property('code', 'picture-blocked');
    expect(refusal).to.have.property('message').that.matches(/toSVG/);
    spy.restore();
    expect((await element.toBlob()).type).to.equal('image/png');
  });
});
