import { observeDevicePixels } from './device-pixels.js';
import type { DrawingStore } from './drawing-store.js';
import { paintDrawing } from './paint.js';
import { penShareOf } from './pen-share.js';
import { PointerInput } from './pointer-input.js';

/**
 * A square canvas to draw on: pointers go into the store, and the canvas shows what is in it. The
 * canvas is a view only. It is painted anew from the strokes when they, its size, its colour or
 * its pen change; after a resize the drawing fills the same part of the surface as before.
 */
export class DrawingSurface {
  readonly #canvas: HTMLCanvasElement;
  readonly #store: DrawingStore;
  readonly #input: PointerInput;
  readonly #detach: (() => void)[];
  #frame = 0;
  #painted = false;

  /** @param mayDraw asked when a pointer goes down. */
  constructor(canvas: HTMLCanvasElement, store: DrawingStore, mayDraw: () => boolean) {
    this.#canvas = canvas;
    this.#store = store;
    this.#input = new PointerInput(canvas, {
      begin: () => {
        if (!mayDraw()) return false;
        store.begin(canvas.clientWidth);
        return true;
      },
      extend: (points) => {
        const scale = canvas.clientWidth > 0 ? store.side / canvas.clientWidth : 1;
        store.extend(points.map((p) => ({ ...p, x: p.x * scale, y: p.y * scale })));
      },
      discard: () => store.discard(),
      end: () => store.end(),
    });
    const repaint = (): void => this.#invalidate();
    // Ink and pen follow themes; a transition, however short, is how a page's CSS tells of it.
    canvas.addEventListener('transitionend', repaint);
    this.#detach = [
      store.subscribe(repaint),
      observeDevicePixels(canvas, (width, height) => this.#resize(width, height)),
      () => canvas.removeEventListener('transitionend', repaint),
    ];
  }

  /** Ends the stroke being drawn. */
  stop(): void {
    this.#input.stop();
  }

  detach(): void {
    this.#input.detach();
    for (const detach of this.#detach) detach();
    cancelAnimationFrame(this.#frame);
  }

  #resize(width: number, height: number): void {
    if (width === 0 || height === 0) return;
    this.#store.adopt(this.#canvas.clientWidth);
    // Setting the size blanks the canvas; painting at once keeps the blank from being seen.
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#paint();
  }

  #invalidate(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#paint());
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

  #paintStrokes(): void {
    const context = this.#canvas.getContext('2d');
    if (context === null) return;
    const { width, height } = this.#canvas;
    const { side, strokes } = this.#store;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    if (side === 0) return;
    context.setTransform(width / side, 0, 0, height / side, 0, 0);
    paintDrawing(context, strokes, {
      side,
      width: side * penShareOf(this.#canvas),
      color: getComputedStyle(this.#canvas).color,
    });
  }
}
