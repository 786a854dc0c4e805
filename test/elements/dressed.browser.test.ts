import { expect } from 'chai';
import { mount, painted, shadowPart, wipe } from './support/page.js';
import type { DigitPadElement } from '../../src/elements/digit-pad-element.js';

/** Where the corner of a box of 6 pixels lies on the page that is put at x, y of the surface's content. */
type Place = (x: number, y: number) => { x: number; y: number };

/** What a page may do to the surface, as CSS of the pad's canvas, of the pad and of what is around it. */
const DRESSES: Record<string, { canvas?: string; pad?: string; around?: string }> = {
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

/** By an element in place of the canvas's content, dressed as the canvas is. */
function placeOn(pad: DigitPadElement, canvas: HTMLCanvasElement, css: string): Place {
  return (x, y) => {
    const copy = document.createElement('div');
    const { inlineSize, blockSize } = getComputedStyle(canvas);
    copy.style.cssText = `position: absolute; left: 0; top: 0; box-sizing: border-box; inline-size: ${inlineSize}; block-size: ${blockSize}; ${css}`;
    const mark = document.createElement('b');
    mark.style.cssText = `display: block; position: relative; width: 0; height: 0; left: ${x}px; top: ${y}px`;
    copy.append(mark);
    pad.shadowRoot!.append(copy);
    const at = mark.getBoundingClientRect();
    copy.remove();
    return { x: at.x, y: at.y };
  };
}

describe('ink is under the pen on a surface with', () => {
  afterEach(wipe);

  for (const [name, { canvas: css = '', pad: padCss = '', around = '' }] of Object.entries(
    DRESSES,
  )) {
    it(name, async () => {
      await mount();
      wipe();
      document.body.innerHTML = `<style>digit-pad::part(canvas) { ${css} }</style>
        <div style="${around}"><digit-pad style="${padCss}"></digit-pad><p>beside</p></div>`;
      const pad = document.querySelector('digit-pad')!;
      await pad.updateComplete;
      await painted();
      const canvas = shadowPart(pad, 'canvas') as HTMLCanvasElement;
      const style = getComputedStyle(canvas);
      const px = (...names: ('paddingLeft' | 'paddingRight' | 'paddingTop' | 'paddingBottom')[]) =>
        names.reduce((sum, one) => sum + parseFloat(style[one]), 0);
      const width = canvas.clientWidth - px('paddingLeft', 'paddingRight');
      const height = canvas.clientHeight - px('paddingTop', 'paddingBottom');
      const place = placeOn(pad, canvas, css);
      const shares = [
        [0.2, 0.25],
        [0.75, 0.2],
        [0.6, 0.8],
      ] as const;
      const init = {
        pointerId: 1,
        pointerType: 'pen',
        isPrimary: true,
        bubbles: true,
        composed: true,
      };
      for (const [i, [u, v]] of shares.entries()) {
        const { x: clientX, y: clientY } = place(u * width, v * height);
        const type = i === 0 ? 'pointerdown' : 'pointermove';
        canvas.dispatchEvent(new PointerEvent(type, { ...init, clientX, clientY }));
      }
      canvas.dispatchEvent(new PointerEvent('pointercancel', init));
      await painted();
      const [stroke = []] = pad.strokes;
      expect(stroke).to.have.length(3);
      const context = canvas.getContext('2d')!;
      for (const [i, [u, v]] of shares.entries()) {
        const { x, y } = stroke[i]!;
        expect(x / canvas.clientWidth).to.be.closeTo(u, 1.5 / canvas.clientWidth, `${i}: x`);
        expect(y / canvas.clientHeight).to.be.closeTo(v, 1.5 / canvas.clientHeight, `${i}: y`);
        const { data } = context.getImageData(u * canvas.width, v * canvas.height, 1, 1);
        expect(data[3], `ink at ${u}, ${v}`).to.equal(255);
      }
    });
  }
});
