import type { Drawing, Point } from '../../src/ink/index.js';

/** Milliseconds between the points of a drawing without times, as of a slow hand. */
const PACE = 28;
/** Milliseconds between strokes. */
const LIFT = 250;

/** Adds the times of a slow hand to the points of a drawing. */
export function withTimes(drawing: Drawing): Point[][] {
  let t = 0;
  return drawing.map((stroke, index) => {
    if (index > 0) t += LIFT;
    return stroke.map(({ x, y }) => ({ x, y, t: (t += PACE) }));
  });
}

/** The part of a drawing that was there at a time, without strokes that start later. */
export function drawingAt(drawing: Drawing, time: number): Point[][] {
  return drawing
    .map((stroke) => stroke.filter(({ t = 0 }) => t <= time))
    .filter((stroke) => stroke.length > 0);
}

/**
 * Replays a drawing frame by frame; at once if the user prefers reduced motion.
 *
 * @param show called with more and more of the drawing, at the end with all of it.
 */
export async function replay(
  drawing: Drawing,
  show: (part: Point[][]) => void,
  signal: AbortSignal,
): Promise<void> {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const [first, end] = [drawing[0]?.[0]?.t ?? 0, drawing.at(-1)?.at(-1)?.t ?? 0];
  const start = performance.now() - first;
  let time = still ? end : first;
  while (time < end) {
    time = performance.now() - start;
    show(drawingAt(drawing, time));
    await new Promise(requestAnimationFrame);
    if (signal.aborted) return;
  }
  show(drawingAt(drawing, end));
}
