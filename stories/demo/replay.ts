import type { Drawing, Point } from '../../src/ink/index.js';

/** Milliseconds from point to point of a drawing that tells no times: the pace of a calm hand. */
const PACE = 28;
/** And from stroke to stroke. */
const LIFT = 250;

/** Gives the points of a drawing the times at which a calm hand would have reached them. */
export function withTimes(drawing: Drawing): Point[][] {
  let t = 0;
  return drawing.map((stroke, index) => {
    if (index > 0) t += LIFT;
    return stroke.map(({ x, y }) => ({ x, y, t: (t += PACE) }));
  });
}

/** As much of a drawing as there was at a time; strokes not yet begun are left out. */
export function drawingAt(drawing: Drawing, time: number): Point[][] {
  return drawing
    .map((stroke) => stroke.filter(({ t = 0 }) => t <= time))
    .filter((stroke) => stroke.length > 0);
}

/**
 * Draws again what was drawn, frame by frame. Where less motion is asked for, all at once.
 *
 * @param show is called with ever more of the drawing, last with all of it.
 */
export async function replay(
  drawing: Drawing,
  show: (part: Point[][]) => void,
  signal: AbortSignal,
): Promise<void> {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const end = drawing.at(-1)?.at(-1)?.t ?? 0;
  const start = performance.now();
  let time = still ? end : 0;
  while (time < end) {
    time = performance.now() - start;
    show(drawingAt(drawing, time));
    await new Promise(requestAnimationFrame);
    if (signal.aborted) return;
  }
  show(drawingAt(drawing, end));
}
