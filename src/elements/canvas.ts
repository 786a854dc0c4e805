import { type Drawing, type Frame, PEN_FRACTION, penRuns, type Point } from '../ink/index.js';
import { FALSIFIED, falsifiesPixels } from '../recognizer/picture.js';
import { CodedError } from '../util/errors.js';
import { styleOf, viewOf, dispatchDigitEvent } from './dom.js';
import type { EventPrefix } from './events.js';
import { type DrawingStore, fitFrame, isKnown } from './history.js';
import { PointerInput } from './pointer-input.js';

/** The ink color of the print style sheet. */
const PRINT_INK = '#16181d';

/** The eraser removes a stroke if it passes this close to its edge. In CSS pixels. */
const ERASER_RADIUS = 4;

/**
 * A canvas to draw on: pointer input goes into the store, and the canvas shows the store. It is repainted
 * from the strokes when the strokes, its size, its color or its pen change. After a resize the drawing
 * fills the same part of the surface as before.
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
  /** Browsers print a canvas as it is, so it is repainted in the print color before printing and back afterwards. */
  #isPrinted = false;

  /**
   * @param mayDraw called when a pointer of that type goes down.
   * @internal
   */
  constructor(
    canvas: HTMLCanvasElement,
    store: DrawingStore,
    mayDraw: (pointerType: string) => boolean,
    prefix: EventPrefix,
  ) {
    this.#canvas = canvas;
    this.#view = viewOf(canvas);
    this.#store = store;
    let pointerType = '';
    let stroke: Point[] = [];
    /** The path of the pen's eraser; null if the pointer does not erase. */
    let eraser: { way: Point[]; goesOn: boolean } | null = null;
    this.#input = new PointerInput(canvas, {
      begin: (type, isEraser) => {
        if (!mayDraw(type)) return false;
        eraser = isEraser ? { way: [], goesOn: false } : null;
        if (isEraser) return true;
        const isWelcome = dispatchDigitEvent(
          canvas,
          `${prefix}-stroke-start`,
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
        const { scale, x, y } = fitFrame(store.frame, sizeOf(canvas), store.isLine);
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
        dispatchDigitEvent(canvas, `${prefix}-stroke-end`, { pointerType, stroke: [] });
      },
      end: () => {
        if (eraser !== null) return;
        store.end();
        dispatchDigitEvent(canvas, `${prefix}-stroke-end`, { pointerType, stroke });
      },
    });
    // The color and the pen may change with the theme. A very short CSS transition reports that.
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
      // Only emulated print needs this listener. jsdom has no matchMedia.
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
    // Setting the size clears the canvas. It is painted in the same frame so that it does not flicker.
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#paint();
  }

  /** Repaints the drawing in the next frame. */
  repaint(): void {
    this.#view.cancelAnimationFrame(this.#frame);
    this.#frame = this.#view.requestAnimationFrame(() => this.#paint());
  }

  #paint(): void {
    // A canvas without a context takes no memory, and a page may have a hundred empty fields.
    if (this.#store.isEmpty && !this.#painted) return;
    this.#painted = true;
    try {
      this.#paintStrokes();
    } catch (error) {
      // The strokes are kept and read. The next stroke paints them again.
      console.error('The drawing could not be painted.', error);
    }
  }

  /** In units of the drawing's frame. */
  get #penWidth(): number {
    const { width, height } = this.#store.frame;
    return Math.min(width, height) * penFractionOf(this.#canvas);
  }

  #paintStrokes(): void {
    const context = this.#canvas.getContext('2d');
    if (context === null) return;
    const { width, height } = this.#canvas;
    const { frame, strokes, isLine, picture } = this.#store;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    if (picture) {
      const { scale, x, y } = fitFrame(picture, { width, height });
      context.drawImage(picture, x, y, picture.width * scale, picture.height * scale);
      return;
    }
    if (!isKnown(frame)) return;
    const { scale, x, y } = fitFrame(frame, { width, height }, isLine);
    context.setTransform(scale, 0, 0, scale, x, y);
    paintDrawing(context, strokes, {
      width: this.#penWidth,
      color: this.#isPrinted ? PRINT_INK : (styleOf(this.#canvas).color ?? PRINT_INK),
    });
  }
}

/** The size of the surface in CSS pixels. */
export function sizeOf({ clientWidth, clientHeight }: HTMLCanvasElement): Frame {
  return { width: clientWidth, height: clientHeight };
}

/** Whether the distance between two lines is at most `reach`. */
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

/**
 * Reports the size of a canvas in device pixels: at once or after the first layout, then whenever the layout,
 * the page's zoom or the screen changes.
 *
 * @returns a function that stops the reports.
 */
function observeDevicePixels(
  canvas: HTMLCanvasElement,
  report: (width: number, height: number) => void,
): () => void {
  const stop = new AbortController();
  const view = viewOf(canvas);
  let exact: ResizeObserverSize | undefined;
  const measure = (): void => {
    const { devicePixelRatio } = view;
    const width = pixels(canvas.clientWidth, devicePixelRatio, exact?.inlineSize);
    report(width, pixels(canvas.clientHeight, devicePixelRatio, exact?.blockSize));
  };
  const { signal } = stop;
  try {
    // Without a device-pixel box, the ResizeObserver does not report a changed pixel ratio.
    watchPixelRatio(view, measure, signal);
    watchBox(canvas, signal, (box) => {
      exact = box;
      measure();
    });
  } catch {
    // jsdom has no layout to observe, so the size is measured once.
    measure();
  }
  return () => stop.abort();
}

function watchBox(
  canvas: HTMLCanvasElement,
  signal: AbortSignal,
  changed: (box: ResizeObserverSize | undefined) => void,
): void {
  const { ResizeObserver } = viewOf(canvas);
  const observer = new ResizeObserver(([entry]) => changed(entry?.devicePixelContentBoxSize?.[0]));
  signal.addEventListener('abort', () => observer.disconnect());
  try {
    observer.observe(canvas, { box: 'device-pixel-content-box' });
  } catch {
    // WebKit does not support this box.
    observer.observe(canvas);
  }
}

/**
 * The size from the browser is exact, because it knows how layout snaps to pixels. But for an emulated screen
 * (device mode, screenshots) it is the size on the real screen, which may have fewer pixels.
 */
function pixels(length: number, ratio: number, exact = 0): number {
  const computed = Math.round(length * ratio);
  return exact >= computed - 1 ? exact : computed;
}

function watchPixelRatio(view: Window, changed: () => void, signal: AbortSignal): void {
  const query = view.matchMedia(`(resolution: ${view.devicePixelRatio}dppx)`);
  query.addEventListener(
    'change',
    () => {
      changed();
      watchPixelRatio(view, changed, signal);
    },
    { once: true, signal },
  );
}

/** What a drawing is painted with, in units of its coordinates. */
interface Pen {
  /** Diameter of the pen. */
  readonly width: number;
  /** Any CSS color. */
  readonly color: string;
}

/** Paints a drawing with a round pen on a blank canvas, in units of its coordinates. Resets the transform. */
function paintDrawing(
  context: CanvasRenderingContext2D,
  drawing: Drawing,
  { width, color }: Pen,
): void {
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const stroke of drawing) {
    for (const run of penRuns(stroke, width)) {
      // Canvas draws no caps on a zero-length line, so a dot is drawn as a very short one.
      const { x, y } = run.segments[0]?.from ?? stroke[0]!;
      context.lineWidth = run.width;
      context.beginPath();
      context.moveTo(x, y);
      if (run.segments.length === 0) context.lineTo(x + width / 1000, y);
      for (const { control1, control2, to } of run.segments) {
        context.bezierCurveTo(control1.x, control1.y, control2.x, control2.y, to.x, to.y);
      }
      context.stroke();
    }
  }
  // The color is applied once at the end, so that translucent ink is not darker where strokes overlap.
  context.resetTransform();
  context.globalCompositeOperation = 'source-in';
  context.fillStyle = color;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.globalCompositeOperation = 'source-over';
}

/**
 * Diameter of the pen as a fraction of the canvas's smaller side. It is read from the computed `stroke-width`,
 * which takes lengths and percentages and can be watched with a transition.
 */
export function penFractionOf(canvas: HTMLCanvasElement): number {
  const { strokeWidth = '' } = styleOf(canvas);
  const side = Math.min(canvas.clientWidth, canvas.clientHeight);
  const fraction = parseFloat(strokeWidth) / (strokeWidth.endsWith('%') ? 100 : side);
  return fraction > 0 && fraction < Infinity ? fraction : PEN_FRACTION;
}

/** Longer side of the picture in pixels, for any size of the surface. */
const PICTURE_SIDE = 560;

/**
 * The drawing as a picture, in black on white.
 *
 * @param frame the frame of the drawing's coordinates; must be known.
 * @param penWidth diameter of the pen, in units of the frame.
 * @param type MIME type; the browser writes PNG if it does not support the type.
 * @param quality 0 to 1, for lossy types.
 * @throws CodedError `picture-blocked` if the browser replaces the pixels of a canvas with noise.
 */
export async function drawingToBlob(
  drawing: Drawing,
  frame: Frame,
  penWidth: number,
  type = 'image/png',
  quality?: number,
): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const scale = PICTURE_SIDE / Math.max(frame.width, frame.height);
  canvas.width = Math.max(1, Math.round(frame.width * scale));
  canvas.height = Math.max(1, Math.round(frame.height * scale));
  const context = canvas.getContext('2d');
  // Without a context, the browser would encode an empty picture.
  if (context === null) throw encodingError();
  if (falsifiesPixels(context)) {
    throw new CodedError('picture-blocked', `${FALSIFIED}, or use toSVG().`);
  }
  context.scale(scale, scale);
  paintDrawing(context, drawing, { width: penWidth, color: '#000' });
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(encodingError()) : resolve(blob)),
      type,
      quality,
    );
  });
}

function encodingError(): DOMException {
  return new DOMException(
    'The browser could not encode the drawing; it may be short of memory. Try again later.',
    'EncodingError',
  );
}
