import { strokeSegments, type Drawing, type Stroke } from '../../ink/index.js';

/** Diameter of the pen, as a share of the surface's side. */
export const PEN_SHARE = 0.055;

/**
 * Paints a drawing with a round pen, in the units of its coordinates.
 *
 * @param side of the surface the coordinates refer to.
 * @param color any CSS colour.
 */
export function paintDrawing(
  context: CanvasRenderingContext2D,
  drawing: Drawing,
  side: number,
  color: string,
): void {
  context.lineWidth = side * PEN_SHARE;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.strokeStyle = color;
  context.fillStyle = color;
  // One path for all strokes, so that a translucent ink is no darker where they cross.
  const lines = new Path2D();
  const dots = new Path2D();
  for (const stroke of drawing) trace(stroke, lines, dots, context.lineWidth / 2);
  context.stroke(lines);
  context.fill(dots);
}

/** A stroke in one place is a dot of its own: a canvas gives a line without length no caps. */
function trace(stroke: Stroke, lines: Path2D, dots: Path2D, radius: number): void {
  const start = stroke[0];
  if (start === undefined) return;
  const segments = strokeSegments(stroke);
  if (segments.length === 0) {
    dots.moveTo(start.x + radius, start.y);
    dots.arc(start.x, start.y, radius, 0, 2 * Math.PI);
  }
  lines.moveTo(start.x, start.y);
  for (const { control1, control2, to } of segments) {
    lines.bezierCurveTo(control1.x, control1.y, control2.x, control2.y, to.x, to.y);
  }
}
