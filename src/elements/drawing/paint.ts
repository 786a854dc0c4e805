import { strokeSegments, type Drawing, type Stroke } from '../../ink/index.js';

/** Diameter of the pen, as a share of the surface's side. */
export const PEN_SHARE = 0.055;

type Canvas2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/**
 * Paints a drawing with a round pen in the context's `strokeStyle`, in the units of the drawing.
 *
 * @param side of the surface the drawing's coordinates refer to.
 */
export function paintDrawing(context: Canvas2D, drawing: Drawing, side: number): void {
  context.lineWidth = side * PEN_SHARE;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.beginPath();
  for (const stroke of drawing) trace(context, stroke);
  context.stroke();
}

function trace(context: Canvas2D, stroke: Stroke): void {
  const start = stroke[0];
  if (start === undefined) return;
  context.moveTo(start.x, start.y);
  const segments = strokeSegments(stroke);
  // A line to where the pen stands already has round caps: a dot.
  if (segments.length === 0) context.lineTo(start.x, start.y);
  for (const { control1, control2, to } of segments) {
    context.bezierCurveTo(control1.x, control1.y, control2.x, control2.y, to.x, to.y);
  }
}
