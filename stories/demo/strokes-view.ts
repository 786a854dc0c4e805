import { drawingExtent, type Drawing } from '../../src/ink/index.js';
import { keepPainted, type Surface } from './kept-canvas.js';
import { drawingText } from './text.js';

/** Margin on every side, as a fraction of the surface. */
const MARGIN = 0.12;

/** Shows the points that the pen reported. Later points have warmer colors. */
export function createStrokesView(figure: Element): (drawing: Drawing) => void {
  const canvas = figure.querySelector('canvas')!;
  const caption = figure.querySelector('[data-of]')!;
  const empty = caption.textContent;
  let shown: Drawing = [];
  const repaint = keepPainted(canvas, (surface) => paint(surface, shown));
  return (drawing) => {
    shown = drawing;
    const text = drawing.length > 0 ? drawingText(drawing) : empty;
    caption.textContent = text;
    canvas.setAttribute('aria-label', `The strokes: ${text}`);
    repaint();
  };
}

function paint({ context, width, height, palette }: Surface, drawing: Drawing): void {
  const extent = drawingExtent(drawing);
  if (!extent) return;
  const side = Math.max(extent.right - extent.left, extent.bottom - extent.top) || 1;
  const scale = ((1 - 2 * MARGIN) * Math.min(width, height)) / side;
  const x = (value: number) => width / 2 + (value - (extent.left + extent.right) / 2) * scale;
  const y = (value: number) => height / 2 + (value - (extent.top + extent.bottom) / 2) * scale;
  const count = drawing.reduce((sum, { length }) => sum + length, 0);
  const radius = Math.max(1.25, Math.min(width, height) / 70);
  let index = 0;
  for (const stroke of drawing) {
    context.strokeStyle = palette.line;
    context.lineWidth = 1;
    context.beginPath();
    for (const point of stroke) context.lineTo(x(point.x), y(point.y));
    context.stroke();
    for (const point of stroke) {
      const age = Math.round((100 * index++) / count);
      context.fillStyle = `color-mix(in oklab, ${palette.warm} ${age}%, ${palette.accent})`;
      context.beginPath();
      context.arc(x(point.x), y(point.y), radius, 0, 2 * Math.PI);
      context.fill();
    }
  }
}
