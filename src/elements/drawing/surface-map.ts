import type { Point } from '../../ink/index.js';
import { styleOf } from '../dom.js';

/** Where on a surface a place of the page is. */
export interface SurfaceMap {
  /**
   * Measures the surface as it is now.
   *
   * @returns takes client coordinates to CSS pixels of the surface; null for one that is not displayed.
   */
  measure(): ((clientX: number, clientY: number) => Point) | null;
  /** Takes away what it measures by. */
  remove(): void;
}

/**
 * Transforms may scale, skew, turn and tilt a surface, and its rectangle is then only the one around it.
 * So the corners of its content box are marked by elements without a size, whose rectangles are points:
 * the projective map follows from them, whatever transform of an ancestor made it, also while it changes.
 * The marks lie in a box as large as the surface, with the surface's own transform.
 */
export function mapSurface(surface: HTMLElement): SurfaceMap {
  const add = (parent: ParentNode): HTMLElement => {
    const element = surface.ownerDocument.createElement('i');
    element.style.cssText = 'position:absolute;pointer-events:none';
    parent.append(element);
    return element;
  };
  const box = add(surface.parentNode!);
  const corners = [add(box), add(box), add(box), add(box)];
  // Live: it changes with the surface.
  const css = styleOf(surface);
  let placed = '';
  const place = (): void => {
    const { offsetWidth: width, offsetHeight: height, offsetLeft, offsetTop } = surface;
    const [top, right, bottom, left] = (['Top', 'Right', 'Bottom', 'Left'] as const).map(
      (side) =>
        parseFloat(`${css[`border${side}Width`]}`) + parseFloat(`${css[`padding${side}`]}`) || 0,
    ) as [number, number, number, number];
    const { transform = '', transformOrigin = '', translate = '', rotate = '', scale = '' } = css;
    const look = { transform, transformOrigin, translate, rotate, scale };
    const places = [
      [offsetLeft, offsetTop],
      [left, top],
      [width - right, top],
      [width - right, height - bottom],
      [left, height - bottom],
    ];
    const now = JSON.stringify([look, places, width, height]);
    if (now === placed) return;
    placed = now;
    Object.assign(box.style, { ...look, width: `${width}px`, height: `${height}px` });
    for (const [i, element] of [box, ...corners].entries()) {
      element.style.left = `${places[i]![0]}px`;
      element.style.top = `${places[i]![1]}px`;
    }
  };
  return {
    measure() {
      place();
      const { clientWidth, clientHeight } = surface;
      const points = corners.map((corner) => corner.getBoundingClientRect());
      const [from, end, across, foot] = points as [DOMRect, DOMRect, DOMRect, DOMRect];
      // Heckbert, "Fundamentals of Texture Mapping and Image Warping" (1989), 2.2.3: a square to a quadrilateral.
      const [ax, ay] = [end.x - across.x, end.y - across.y];
      const [bx, by] = [foot.x - across.x, foot.y - across.y];
      const [sx, sy] = [from.x - end.x - bx, from.y - end.y - by];
      const area = ax * by - ay * bx;
      if (area * clientWidth * clientHeight === 0) return null;
      const g = (sx * by - sy * bx) / area;
      const h = (ax * sy - ay * sx) / area;
      return (clientX, clientY) => {
        const a = end.x - from.x + g * (end.x - clientX);
        const b = foot.x - from.x + h * (foot.x - clientX);
        const d = end.y - from.y + g * (end.y - clientY);
        const e = foot.y - from.y + h * (foot.y - clientY);
        const [x, y] = [clientX - from.x, clientY - from.y];
        const determinant = a * e - b * d;
        return {
          x: (clientWidth * (x * e - y * b)) / determinant,
          y: (clientHeight * (y * a - x * d)) / determinant,
        };
      };
    },
    remove: () => box.remove(),
  };
}
