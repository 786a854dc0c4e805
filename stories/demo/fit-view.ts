import { IMAGE_SIDE, type Preprocessing } from '../../src/ink/index.js';
import { keepPainted, type Surface } from './kept-canvas.js';
import type { Placement } from './placement.js';

interface Fit {
  readonly placement: Placement;
  readonly preparation: Preprocessing;
}

/** Shows where the strokes are on the grid: their box and its center of mass. */
export function createFitView(figure: Element): (fit: Fit | null) => void {
  const canvas = figure.querySelector('canvas')!;
  const caption = figure.querySelector('[data-of]')!;
  const empty = caption.textContent;
  let shown: Fit | null = null;
  const repaint = keepPainted(canvas, (surface) => {
    paintGrid(surface);
    if (shown) paintFit(surface, shown);
  });
  return (fit) => {
    shown = fit;
    const text = fit ? textOf(fit.preparation) : empty;
    caption.textContent = text;
    canvas.setAttribute('aria-label', fit ? `The drawing, scaled ${text}` : 'The grid');
    repaint();
  };
}

function textOf({ box, centre }: Preprocessing): string {
  return `into ${box} × ${box}, ${centre === 'mass' ? 'center of mass' : 'middle'} to the middle`;
}

function paintGrid({ context, width, palette }: Surface): void {
  const cell = width / IMAGE_SIDE;
  context.strokeStyle = palette.line;
  context.globalAlpha = 0.5;
  context.lineWidth = 0.5;
  context.beginPath();
  for (let i = 1; i < IMAGE_SIDE; i++) {
    context.moveTo(i * cell, 0);
    context.lineTo(i * cell, width);
    context.moveTo(0, i * cell);
    context.lineTo(width, i * cell);
  }
  context.stroke();
  context.globalAlpha = 1;
}

function paintFit({ context, width, palette }: Surface, { placement, preparation }: Fit): void {
  const { paths, ink, centerOfMass } = placement;
  const cell = width / IMAGE_SIDE;
  const pen = preparation.penWidth * cell;
  context.strokeStyle = context.fillStyle = palette.ink;
  context.lineCap = context.lineJoin = 'round';
  context.lineWidth = pen;
  for (const path of paths) {
    context.beginPath();
    // Canvas draws no caps on a zero-length line.
    if (path.length === 2) context.arc(path[0]! * cell, path[1]! * cell, pen / 2, 0, 2 * Math.PI);
    for (let i = 0; i < path.length; i += 2) context.lineTo(path[i]! * cell, path[i + 1]! * cell);
    if (path.length === 2) context.fill();
    else context.stroke();
  }
  context.lineWidth = 1.5;
  context.strokeStyle = palette.accent;
  const { box } = preparation;
  const left = ink.left - (box - ink.width) / 2;
  const top = ink.top - (box - ink.height) / 2;
  context.setLineDash([4, 3]);
  context.strokeRect(left * cell, top * cell, box * cell, box * cell);
  context.setLineDash([]);
  paintCross(context, centerOfMass.x * cell, centerOfMass.y * cell, 1.6 * cell, palette.warm);
}

function paintCross(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  arm: number,
  color: string,
): void {
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(x - arm, y);
  context.lineTo(x + arm, y);
  context.moveTo(x, y - arm);
  context.lineTo(x, y + arm);
  context.stroke();
}
