/**
 * Reports the size of a canvas in device pixels: once when observed, then whenever the layout, the
 * page's zoom or the screen changes.
 *
 * @returns a function that ends the observation.
 */
export function observeDevicePixels(
  canvas: HTMLCanvasElement,
  report: (width: number, height: number) => void,
): () => void {
  const stop = new AbortController();
  const measure = (): void =>
    report(
      Math.round(canvas.clientWidth * devicePixelRatio),
      Math.round(canvas.clientHeight * devicePixelRatio),
    );
  const observer = new ResizeObserver(([entry]) => {
    const size = entry?.devicePixelContentBoxSize?.[0];
    if (size) report(size.inlineSize, size.blockSize);
    else measure();
  });
  try {
    observer.observe(canvas, { box: 'device-pixel-content-box' });
  } catch {
    // WebKit lacks that box. There a change of the pixel ratio alone resizes nothing, so it is watched.
    observer.observe(canvas);
    watchPixelRatio(measure, stop.signal);
  }
  stop.signal.addEventListener('abort', () => observer.disconnect());
  return () => stop.abort();
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
