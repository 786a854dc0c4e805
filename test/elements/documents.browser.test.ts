import { expect } from 'chai';
import { sendMouse } from '@web/test-runner-commands';
import { needing } from '../support/engine.js';
import {
  buttonOf,
  canvasOf,
  eventAfter,
  mount,
  painted,
  shadowPart,
  sleep,
  stub,
  surfaceOf,
  type Field,
} from './support/page.js';
import { FakePointer, onSurface } from './support/pens.js';

const LOOKS = [
  'display',
  'inlineSize',
  'blockSize',
  'strokeWidth',
  'borderWidth',
  'color',
] as const;
const PARTS = ['canvas', '[part=base]', 'button', 'button svg', '[part=digit]'];

/** How the field, its surface and its buttons look. */
function looksOf(field: Field): string[] {
  const view = field.ownerDocument.defaultView!;
  const parts = [field, ...PARTS.map((selector) => shadowPart(field, selector))];
  return parts.flatMap((part) => LOOKS.map((name) => view.getComputedStyle(part)[name]));
}

/** Pixels of the surface that have ink. */
function inkOf(field: Field): number {
  const canvas = canvasOf(field);
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((alpha, i) => i % 4 === 3 && alpha > 128).length;
}

function draw(field: Field, y: number): void {
  new FakePointer(field).stroke([20, y], [50, y], [80, y]);
}

describe('a field in another document', () => {
  let field: Field;
  let frame: HTMLIFrameElement;
  let inner: Document;

  beforeEach(async () => {
    frame = document.body.appendChild(document.createElement('iframe'));
    frame.style.cssText = 'width: 420px; height: 600px';
    inner = frame.contentDocument!;
    inner.documentElement.lang = 'de';
    field = await mount({ 'recognize-delay': '0' });
  });

  async function move(to: Node): Promise<void> {
    to.appendChild(field);
    await field.updateComplete;
    await sleep(50);
  }

  it('looks as before, and again on the way back', async () => {
    const before = looksOf(field);
    await move(inner.body);
    expect(looksOf(field)).to.deep.equal(before);
    await move(document.body);
    expect(looksOf(field)).to.deep.equal(before);
  });

  it('looks the same if it came through a template, or is first shown there', async () => {
    const before = looksOf(field);
    const template = document.createElement('template');
    await move(template.content);
    await move(inner.body);
    expect(looksOf(field)).to.deep.equal(before);
    const fresh = document.createElement('digit-recognizer');
    inner.body.append(fresh);
    await fresh.updateComplete;
    await sleep(50);
    field.remove();
    expect(looksOf(fresh)).to.deep.equal(before);
  });

  it('survives a document without a window', async () => {
    const other = document.implementation.createHTMLDocument();
    const fresh = document.createElement('digit-recognizer');
    other.body.append(fresh);
    await fresh.updateComplete;
    await move(other.body);
    await move(document.body);
    draw(field, 50);
    expect(field.strokes).to.have.length(1);
  });

  it("can be drawn on and read there, with the same pen, in the document's language", async () => {
    draw(field, 30);
    await painted();
    const before = inkOf(field);
    await move(inner.body);
    expect(inkOf(field)).to.equal(before);
    await eventAfter(field, 'digit-recognized', async () => {
      draw(field, 70);
      await painted();
      expect(inkOf(field) / before).to.be.closeTo(2, 0.05);
    });
    expect(buttonOf(field, 'clear').title).to.equal('Löschen');
  });

  it('uses frames and observers of its own window only', async () => {
    await move(inner.body);
    const { ResizeObserver } = window;
    const used: string[] = [];
    stub(window, 'requestAnimationFrame', (original) => {
      used.push('requestAnimationFrame');
      return original();
    });
    window.ResizeObserver = class extends ResizeObserver {
      constructor(callback: ResizeObserverCallback) {
        super(callback);
        used.push('ResizeObserver');
      }
    };
    try {
      draw(field, 50);
      await new Promise((resolve) => frame.contentWindow!.requestAnimationFrame(resolve));
      await move(inner.documentElement);
      await move(inner.body);
      expect(inkOf(field)).to.be.above(100);
      expect(used).to.deep.equal([]);
    } finally {
      Object.assign(window, { ResizeObserver });
    }
  });

  needing('mouse of three buttons').it(
    'can be drawn on with the mouse there, beyond its edge',
    async () => {
      await move(inner.body);
      const { x, y } = frame.getBoundingClientRect();
      for (const [i, across] of [50, 80, 120, 80].entries()) {
        const [left, top] = onSurface(field, across, 40);
        await sendMouse({ type: 'move', position: [Math.round(x + left), Math.round(y + top)] });
        if (i === 0) await sendMouse({ type: 'down' });
      }
      await sendMouse({ type: 'up' });
      expect(field.strokes.map(({ length }) => length)).to.deep.equal([4]);
    },
  );

  it('clicks the default button of its form there on Enter', async () => {
    inner.body.innerHTML = '<form><button type="button">No</button><button>Yes</button></form>';
    const form = inner.querySelector('form')!;
    const submitters: (string | null | undefined)[] = [];
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      submitters.push(event.submitter?.textContent);
    });
    form.prepend(field);
    await field.updateComplete;
    const enter = { key: 'Enter', bubbles: true, composed: true, cancelable: true };
    surfaceOf(field).dispatchEvent(new KeyboardEvent('keydown', enter));
    expect(submitters).to.deep.equal(['Yes']);
  });
});
