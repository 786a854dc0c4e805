/** The window whose frames, screen and events an element's document has; an element may be moved to another. */
export function viewOf({ ownerDocument }: Element): Window & typeof globalThis {
  return ownerDocument.defaultView ?? window;
}

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
  let exact: ResizeObserverSize | undefined;
  const measure = (): void => {
    const width = pixels(canvas.clientWidth, exact?.inlineSize);
    report(width, pixels(canvas.clientHeight, exact?.blockSize));
  };
  const { signal } = stop;
  try {
    // Where the box is lacking or wrong, a change of the pixel ratio alone resizes nothing.
    watchPixelRatio(measure, signal);
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
function pixels(length: number, exact = 0): number {
  const computed = Math.round(length * devicePixelRatio);
  return exact >= computed - 1 ? exact : computed;
}

function watchPixelRatio(changed: () => void, signal: AbortSignal): void {
  const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
  query.addEventListener(
    'change',
    () => {
      changed();
      watchPixelRatio(changed, signal);
    },
    { once: true, signal },
  );
}
