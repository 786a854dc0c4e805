import { type CurveSegment, penRuns } from './curve.js';
import { InkError, readDrawing, type Drawing } from './drawing.js';

export interface SVGOptions {
  /** Of the surface, in the unit of the drawing's points. */
  width: number;
  height: number;
  /** Diameter of the round pen, in the same unit. */
  penWidth: number;
  /** Any CSS color; black by default. A translucent color is darker where pieces meet. */
  color?: string;
}

/**
 * A drawing as a standalone SVG document: each stroke a smooth curve with round ends, in pieces of the
 * widths of {@link penRuns}; a dot is a circle. Numbers are rounded to two decimals.
 *
 * @throws InkError as {@link readDrawing} does, and `ink-invalid-size` if a size is not a finite
 * number above 0.
 */
export function drawingToSVG(drawing: Drawing, options: SVGOptions): string {
  const strokes = readDrawing(drawing);
  const { width, height, penWidth, color = '#000' } = options;
  checkSize('width', width);
  checkSize('height', height);
  checkSize('penWidth', penWidth);
  const size = `width="${round(width)}" height="${round(height)}"`;
  const view = `viewBox="0 0 ${round(width)} ${round(height)}"`;
  const ink = escapeAttribute(color);
  const pen = 'stroke-linecap="round" stroke-linejoin="round"';
  const lines = [`<svg xmlns="http://www.w3.org/2000/svg" ${size} ${view}>`];
  for (const stroke of strokes) {
    for (const { width, segments } of penRuns(stroke, penWidth)) {
      const { x, y } = stroke[0]!;
      lines.push(
        segments.length > 0
          ? `<path d="${pathData(segments)}" fill="none" stroke="${ink}" stroke-width="${round(width)}" ${pen}/>`
          : `<circle cx="${round(x)}" cy="${round(y)}" r="${round(width / 2)}" fill="${ink}"/>`,
      );
    }
  }
  lines.push('</svg>');
  return `${lines.join('\n')}\n`;
}

function pathData(segments: readonly CurveSegment[]): string {
  return segments
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
