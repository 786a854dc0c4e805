import { viewOf } from '../dom.js';

/**
 * Reports the size of a canvas in device pixels: when observed, then whenever the layout, the page's
 * zoom or the screen changes.
 *
 * @returns a function that ends the observation.
 */
export function observeDevicePixels(
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
    // Where the box is lacking or wrong, a change of the pixel ratio alone resizes nothing.
    watchPixelRatio(view, measure, signal);
    watchBox(canvas, signal, (box) => {
      exact = box;
      measure();
    });
  } catch {
    // Pages of tests (jsdom) cannot tell; a surface of one size is then as good.
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
    // WebKit lacks that box.
    observer.observe(canvas);
  }
}

/**
 * What the browser says is exact, as it knows how layout snaps to pixels; but on an emulated screen
 * (device mode, screenshots) it tells of the real one, which may be coarser.
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
