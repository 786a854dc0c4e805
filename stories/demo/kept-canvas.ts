import { onPaletteChange, palette, type Palette } from './palette.js';

export interface Surface {
  readonly context: CanvasRenderingContext2D;
  /** In CSS pixels, which the context is scaled to. */
  readonly width: number;
  readonly height: number;
  readonly palette: Palette;
}

/**
 * Keeps a canvas painted at the device's resolution: whenever its size or the colours change, and when
 * the returned function is called.
 *
 * @param paint is given a blank surface.
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
    // Setting a size blanks the canvas, also one it has already.
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    context.scale(scale, scale);
    paint({ context, width, height, palette: palette() });
  };
  new ResizeObserver(repaint).observe(canvas);
  onPaletteChange(repaint);
  return repaint;
}
