import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import type { FramedDrawing } from '../../src/ink/index.js';

const PREFIX = '#drawing=';
/** The longer side of the surface in units of a link. */
const SIDE = 1000;
const MAX_POINTS = 5000;

/**
 * A drawing as the fragment of an address, which browsers send nowhere: the size of the surface, then each stroke as steps of x, y
 * and milliseconds, in base 36.
 */
export function fragmentOf({ width, height, strokes }: FramedDrawing): string {
  const scale = SIDE / Math.max(width, height);
  const start = strokes[0]?.[0]?.t ?? 0;
  const rows = strokes.map((stroke) => {
    let last = [0, 0, 0];
    return stroke.flatMap(({ x, y, t = start }) => {
      const next = [x * scale, y * scale, t - start].map(Math.round);
      const steps = next.map((value, i) => value - last[i]!);
      last = next;
      return steps;
    });
  });
  const numbers = [[width * scale, height * scale].map(Math.round), ...rows];
  return PREFIX + numbers.map((row) => row.map((n) => n.toString(36)).join('.')).join('_');
}

/** @returns null for what is no drawing. */
export function drawingOf(fragment: string): FramedDrawing | null {
  if (!fragment.startsWith(PREFIX)) return null;
  const [size, ...rows] = fragment
    .slice(PREFIX.length)
    .split('_')
    .map((row) => row.split('.').map((digits) => parseInt(digits, 36)));
  const [width = NaN, height = NaN] = size ?? [];
  const numbers = rows.flat();
  const isWhole =
    width > 0 &&
    height > 0 &&
    rows.length > 0 &&
    rows.every(({ length }) => length % 3 === 0) &&
    numbers.length <= 3 * MAX_POINTS &&
    numbers.every((value) => Math.abs(value) < 1e9);
  if (!isWhole) return null;
  const strokes = rows.map((row) => {
    let [x, y, t] = [0, 0, 0];
    return Array.from({ length: row.length / 3 }, (_, i) => {
      x += row[3 * i]!;
      y += row[3 * i + 1]!;
      t += row[3 * i + 2]!;
      return { x, y, t };
    });
  });
  return { width, height, strokes };
}

/** A button that copies a link to the drawing; such a link shows its drawing when the page is opened. */
export function createDrawingLink(
  button: HTMLElement,
  field: DigitRecognizerElement,
  shown: () => void,
): void {
  const label = button.textContent;
  const say = (text: string): void => {
    button.textContent = text;
    setTimeout(() => (button.textContent = label), 2500);
  };
  button.addEventListener('click', () => {
    const { drawing } = field;
    if (!drawing) return say('Draw first');
    history.replaceState(null, '', fragmentOf(drawing));
    // Without a secure context there is no clipboard.
    const copied = navigator.clipboard?.writeText(location.href) ?? Promise.reject(new Error());
    copied.then(
      () => say('Copied'),
      () => say('It is in the address bar'),
    );
  });
  const open = (): void => {
    const drawing = drawingOf(location.hash);
    if (drawing) field.drawing = drawing;
    else if (location.hash.startsWith(PREFIX)) say('This link is broken');
    if (drawing) shown();
  };
  window.addEventListener('hashchange', open);
  open();
}
