import type { Point } from '../../ink/index.js';

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
 * Transforms of any ancestor may scale, skew and turn a surface, and what the browser tells of it is
 * then the rectangle around it. So three corners of its box are marked, by elements without a size,
 * whose rectangles are points: the affine map follows from them, whatever made it, also while it changes.
 */
export function mapSurface(surface: HTMLElement): SurfaceMap {
  const mark = (left: string, top: string): HTMLElement => {
    const corner = surface.ownerDocument.createElement('i');
    corner.style.cssText = `position:absolute;left:${left};top:${top}`;
    surface.after(corner);
    return corner;
  };
  const [origin, end, foot] = [mark('0', '0'), mark('100%', '0'), mark('0', '100%')];
  return {
    measure() {
      const around = surface.getBoundingClientRect();
      const { width, height } = around;
      const from = origin.getBoundingClientRect();
      const right = end.getBoundingClientRect();
      const bottom = foot.getBoundingClientRect();
      const [ax, ay] = [right.x - from.x, right.y - from.y];
      const [bx, by] = [bottom.x - from.x, bottom.y - from.y];
      const area = ax * by - ay * bx;
      if (area * width * height === 0) return null;
      const { offsetWidth, offsetHeight } = surface;
      const boxWidth = end.offsetLeft - origin.offsetLeft;
      const boxHeight = foot.offsetTop - origin.offsetTop;
      return (clientX, clientY) => {
        // From the middle, which a shape has in common with the rectangle around it.
        const x = clientX - around.x - width / 2;
        const y = clientY - around.y - height / 2;
        return {
          x: offsetWidth / 2 + (boxWidth * (x * by - y * bx)) / area,
          y: offsetHeight / 2 + (boxHeight * (y * ax - x * ay)) / area,
        };
      };
    },
    remove: () => [origin, end, foot].forEach((corner) => corner.remove()),
  };
}
