import { type CurveSegment, penRuns } from './curve.js';
import type { Drawing } from './drawing.js';

interface SVGOptions {
  /** Of the surface, in the unit of the drawing's points; above 0, like its height. */
  width: number;
  height: number;
  /** Diameter of the round pen, in the same unit. */
  penWidth: number;
  /** A CSS color, with nothing to escape; black by default. A translucent one is darker where pieces meet. */
  color?: string;
}

/**
 * A drawing as a standalone SVG document: each stroke a smooth curve with round ends, in pieces of the
 * widths of {@link penRuns}; a dot is a circle. Numbers are rounded to two decimals.
 *
 * @param drawing finite numbers, as `readDrawing` leaves them
 */
export function drawingToSVG(
  drawing: Drawing,
  { width, height, penWidth, color = '#000' }: SVGOptions,
): string {
  const size = `width="${round(width)}" height="${round(height)}"`;
  const view = `viewBox="0 0 ${round(width)} ${round(height)}"`;
  const pen = 'stroke-linecap="round" stroke-linejoin="round"';
  const lines = [`<svg xmlns="http://www.w3.org/2000/svg" ${size} ${view}>`];
  for (const stroke of drawing) {
    for (const { width, segments } of penRuns(stroke, penWidth)) {
      const { x, y } = stroke[0]!;
      lines.push(
        segments.length > 0
          ? `<path d="${pathData(segments)}" fill="none" stroke="${color}" stroke-width="${round(width)}" ${pen}/>`
          : `<circle cx="${round(x)}" cy="${round(y)}" r="${round(width / 2)}" fill="${color}"/>`,
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
