import { onPaletteChange, palette, type Palette } from './palette.js';

export interface Surface {
  readonly context: CanvasRenderingContext2D;
  /** In CSS pixels. The context is scaled to match. */
  readonly width: number;
  readonly height: number;
  readonly palette: Palette;
}

/**
 * Repaints a canvas at the device's resolution whenever its size or the colors change, and when the returned
 * function is called.
 *
 * @param paint called with a blank surface.
 */
export function keepPainted(
  canvas: HTMLCanvasElement,
  paint: (surface: Surface) => void,
): () => void {
  const context = canvas.getContext('2d')!;
  const repaint = (): void => {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (width === 0 || height === 0) return;
    const scale = window.devicePixelRatio;
    // Setting the size clears the canvas, even if it does not change.
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    context.scale(scale, scale);
    paint({ context, width, height, palette: palette() });
  };
  new ResizeObserver(repaint).observe(canvas);
  onPaletteChange(repaint);
  return repaint;
}
