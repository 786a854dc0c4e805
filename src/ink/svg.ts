import { checkDrawing } from './check-drawing.js';
import { strokeSegments } from './curve.js';
import { InkError } from './ink-error.js';
import type { Drawing, Stroke } from './types.js';

export interface SVGOptions {
  /** Of the surface, in the unit of the drawing's points. */
  width: number;
  height: number;
  /** Diameter of the round pen, in the same unit. */
  penWidth: number;
  /** Any CSS colour; black by default. */
  color?: string;
}

/**
 * A drawing as a standalone SVG document: each stroke a smooth curve with round ends, a dot a circle.
 * Numbers are rounded to two decimals.
 *
 * @throws InkError as {@link checkDrawing} does, and `ink-invalid-size` when a size is not a finite
 * number above 0.
 */
export function drawingToSVG(drawing: Drawing, options: SVGOptions): string {
  checkDrawing(drawing);
  const { width, height, penWidth, color = '#000' } = options;
  checkSize('width', width);
  checkSize('height', height);
  checkSize('penWidth', penWidth);
  const size = `width="${round(width)}" height="${round(height)}"`;
  const view = `viewBox="0 0 ${round(width)} ${round(height)}"`;
  const ink = escapeAttribute(color);
  const pen = `stroke-width="${round(penWidth)}" stroke-linecap="round" stroke-linejoin="round"`;
  const lines = [`<svg xmlns="http://www.w3.org/2000/svg" ${size} ${view}>`];
  for (const stroke of drawing) {
    const first = stroke[0];
    if (!first) continue;
    const path = pathData(stroke);
    lines.push(
      path
        ? `<path d="${path}" fill="none" stroke="${ink}" ${pen}/>`
        : `<circle cx="${round(first.x)}" cy="${round(first.y)}" r="${round(penWidth / 2)}" fill="${ink}"/>`,
    );
  }
  lines.push('</svg>');
  return `${lines.join('\n')}\n`;
}

/** Empty for a dot. */
function pathData(stroke: Stroke): string {
  return strokeSegments(stroke)
    .map(({ from, control1, control2, to }, i) => {
      const move = i === 0 ? `M${pair(from)}` : '';
      return `${move}C${pair(control1)} ${pair(control2)} ${pair(to)}`;
    })
    .join('');
}

function pair({ x, y }: { x: number; y: number }): string {
  return `${round(x)},${round(y)}`;
}

function round(value: number): string {
  return String(Number(value.toFixed(2)) + 0);
}

function checkSize(name: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new InkError(
    'ink-invalid-size',
    `${name} of the SVG is ${String(value)}; it must be a finite number above 0.`,
  );
}

function escapeAttribute(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
