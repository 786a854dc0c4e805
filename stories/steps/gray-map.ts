import { html, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';

/** A map of numbers. The largest is painted black. */
export interface GrayMap {
  readonly width: number;
  readonly height: number;
  /** Row by row, not negative. */
  readonly values: ArrayLike<number>;
  /** The value that is painted black. */
  readonly largest: number;
}

/** @param label text alternative of the picture. */
export function grayMap(map: GrayMap, scale: number, label: string): TemplateResult {
  const { width, height } = map;
  return html`<canvas
    role="img"
    aria-label=${label}
    width=${width}
    height=${height}
    style="width: ${width * scale}px; height: ${height * scale}px; image-rendering: pixelated; outline: 1px solid #8888"
    ${ref((canvas) => paint(canvas as HTMLCanvasElement | undefined, map))}
  ></canvas>`;
}

function paint(
  canvas: HTMLCanvasElement | undefined,
  { width, height, values, largest }: GrayMap,
): void {
  if (!canvas) return;
  const pixels = new ImageData(width, height);
  for (let i = 0; i < values.length; i++) {
    const light = 255 * (1 - Math.min(1, Math.max(0, values[i]!) / (largest || 1)));
    pixels.data.set([light, light, light, 255], i * 4);
  }
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')!.putImageData(pixels, 0, 0);
}
