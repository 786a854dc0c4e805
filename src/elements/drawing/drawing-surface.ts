import type { Frame, Point } from '../../ink/index.js';
import { dispatchDigitEvent } from '../events.js';
import { styleOf, viewOf } from '../dom.js';
import { observeDevicePixels } from './device-pixels.js';
import { fitFrame, isKnown, type DrawingStore } from './drawing-store.js';
import { paintDrawing } from './paint.js';
import { penShareOf } from './pen-share.js';
import { PointerInput } from './pointer-input.js';

/** As in the style sheet for print. */
const PRINT_INK = '#16181d';

/** How far beyond a line an eraser takes it, in CSS pixels. */
const ERASER_RADIUS = 4;

/**
 * A canvas to draw on: pointers go into the store, and the canvas shows what is in it. The
 * canvas is a view only. It is painted anew from the strokes when they, its size, its colour or
 * its pen change; after a resize the drawing fills the same part of the surface as before.
 */
export class DrawingSurface {
  readonly #canvas: HTMLCanvasElement;
  readonly #view: Window;
  readonly #store: DrawingStore;
  readonly #input: PointerInput;
  readonly #unobserve: () => void;
  readonly #attached = new AbortController();
  #frame = 0;
  #painted = false;
  /** Browsers print a canvas as it is: it is painted for paper before, and for the screen afterwards. */
  #isPrinted = false;

  /** @param mayDraw asked when a pointer of that type goes down. */
  constructor(
    canvas: HTMLCanvasElement,
    store: DrawingStore,
    mayDraw: (pointerType: string) => boolean,
  ) {
    this.#canvas = canvas;
    this.#view = viewOf(canvas);
    this.#store = store;
    let pointerType = '';
    let stroke: Point[] = [];
    /** Where a pen's eraser was; null while none erases. */
    let eraser: { way: Point[]; goesOn: boolean } | null = null;
    this.#input = new PointerInput(canvas, {
      begin: (type, isEraser) => {
        if (!mayDraw(type)) return false;
        eraser = isEraser ? { way: [], goesOn: false } : null;
        if (isEraser) return true;
        const isWelcome = dispatchDigitEvent(
          canvas,
          'digit-stroke-start',
          { pointerType: type },
          true,
        );
        if (!isWelcome || !mayDraw(type) || !canvas.isConnected) return false;
        pointerType = type;
        stroke = [];
        store.begin(sizeOf(canvas));
        return true;
      },
      extend: (points) => {
        const { scale, x, y } = fitFrame(store.frame, sizeOf(canvas));
        const framed = points.map((p) => ({ ...p, x: (p.x - x) / scale, y: (p.y - y) / scale }));
        if (eraser === null) {
          stroke.push(...points);
          store.extend(framed);
          return;
        }
        const reach = this.#penWidth / 2 + ERASER_RADIUS / scale;
        const way = [...eraser.way.slice(-1), ...framed];
        const { goesOn } = eraser;
        const isHit = store.erase((one) => isNear(one, way, reach), goesOn);
        eraser = { way, goesOn: goesOn || isHit };
      },
      discard: () => {
        if (eraser !== null) return;
        store.discard();
        dispatchDigitEvent(canvas, 'digit-stroke-end', { pointerType, stroke: [] });
      },
      end: () => {
        if (eraser !== null) return;
        store.end();
        dispatchDigitEvent(canvas, 'digit-stroke-end', { pointerType, stroke });
      },
    });
    // Ink and pen follow themes; a transition, however short, is how a page's CSS tells of it.
    const { signal } = this.#attached;
    canvas.addEventListener('transitionend', () => this.repaint(), { signal });
    const follow = ({ type, matches }: Event & { matches?: boolean }): void => {
      this.#isPrinted = type === 'beforeprint' || matches === true;
      this.#paint();
    };
    for (const type of ['beforeprint', 'afterprint'])
      this.#view.addEventListener(type, follow, { signal });
    try {
      this.#view.matchMedia('print').addEventListener('change', follow, { signal });
    } catch {
      // It is for emulated media alone; pages of tests (jsdom) have none.
    }
    this.#unobserve = observeDevicePixels(canvas, (width, height) => this.#resize(width, height));
  }

  /** Ends the stroke being drawn. */
  stop(): void {
    this.#input.stop();
  }

  detach(): void {
    this.#input.detach();
    this.#attached.abort();
    this.#unobserve();
    this.#view.cancelAnimationFrame(this.#frame);
  }

  #resize(width: number, height: number): void {
    if (width === 0 || height === 0) return;
    this.#store.setFrame(sizeOf(this.#canvas));
    // Setting the size blanks the canvas; painting at once keeps the blank from being seen.
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#paint();
  }

  /** Paints the drawing again, in the next frame. */
  repaint(): void {
    this.#view.cancelAnimationFrame(this.#frame);
    this.#frame = this.#view.requestAnimationFrame(() => this.#paint());
  }

  #paint(): void {
    // A canvas without a context takes no memory, and a page may have a hundred that wait for ink.
    if (this.#store.isEmpty && !this.#painted) return;
    this.#painted = true;
    try {
      this.#paintStrokes();
    } catch (error) {
      // The strokes are kept, are read, and are painted with the next.
      console.error('The drawing could not be painted.', error);
    }
  }

  /** In the frame of the drawing. */
  get #penWidth(): number {
    const { width, height } = this.#store.frame;
    return Math.min(width, height) * penShareOf(this.#canvas);
  }

  #paintStrokes(): void {
    const context = this.#canvas.getContext('2d');
    if (context === null) return;
    const { width, height } = this.#canvas;
    const { frame, strokes } = this.#store;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    if (!isKnown(frame)) return;
    const { scale, x, y } = fitFrame(frame, { width, height });
    context.setTransform(scale, 0, 0, scale, x, y);
    paintDrawing(context, strokes, {
      width: this.#penWidth,
      color: this.#isPrinted ? PRINT_INK : (styleOf(this.#canvas).color ?? PRINT_INK),
    });
  }
}

/** Of the surface that it is, in CSS pixels. */
export function sizeOf({ clientWidth, clientHeight }: HTMLCanvasElement): Frame {
  return { width: clientWidth, height: clientHeight };
}

/** Whether two lines come as near to each other as `reach`. */
function isNear(a: readonly Point[], b: readonly Point[], reach: number): boolean {
  const dense = b.flatMap((to, i) => {
    const from = b[i - 1] ?? to;
    const steps = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / reach) || 1;
    return Array.from({ length: steps }, (_, step) => {
      const t = (step + 1) / steps;
      return { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t };
    });
  });
  return a.some((to, i) => {
    const from = a[i - 1] ?? to;
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    return dense.some(({ x, y }) => {
      const along = ((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy) || 0;
      const t = Math.min(1, Math.max(0, along));
      return Math.hypot(x - from.x - t * dx, y - from.y - t * dy) <= reach;
    });
  });
}
