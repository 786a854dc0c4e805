import { penRuns, type Drawing } from '../../ink/index.js';

/** What a drawing is painted with, in the unit of its coordinates. */
export interface Pen {
  /** Diameter of the pen. */
  readonly width: number;
  /** Any CSS colour. */
  readonly color: string;
}

/** Paints a drawing with a round pen on a blank canvas, in the units of its coordinates. The transform is lost. */
export function paintDrawing(
  context: CanvasRenderingContext2D,
  drawing: Drawing,
  { width, color }: Pen,
): void {
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const stroke of drawing) {
    for (const run of penRuns(stroke, width)) {
      // A canvas gives a line without length no caps, so a dot is one of hardly any.
      const { x, y } = run.segments[0]?.from ?? stroke[0]!;
      context.lineWidth = run.width;
      context.beginPath();
      context.moveTo(x, y);
      if (run.segments.length === 0) context.lineTo(x + width / 1000, y);
      for (const { control1, control2, to } of run.segments) {
        context.bezierCurveTo(control1.x, control1.y, control2.x, control2.y, to.x, to.y);
      }
      context.stroke();
    }
  }
  // The colour comes last, all at once, so that a translucent ink is no darker where pieces overlap.
  context.resetTransform();
  context.globalCompositeOperation = 'source-in';
  context.fillStyle = color;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.globalCompositeOperation = 'source-over';
}
