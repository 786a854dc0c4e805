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
  const corners = ['left:0;top:0', 'left:100%;top:0', 'left:0;top:100%'].map((place) => {
    const corner = document.createElement('i');
    corner.style.cssText = `position:absolute;${place}`;
    return corner;
  });
  surface.after(...corners);
  return {
    measure() {
      const [around, origin, right, bottom] = [surface, ...corners].map((element) =>
        element.getBoundingClientRect(),
      ) as [DOMRect, DOMRect, DOMRect, DOMRect];
      const { width, height } = around;
      const [ax, ay] = [right.x - origin.x, right.y - origin.y];
      const [bx, by] = [bottom.x - origin.x, bottom.y - origin.y];
      const area = ax * by - ay * bx;
      if (area * width * height === 0) return null;
      const [{ offsetLeft, offsetTop }, { offsetLeft: end }, { offsetTop: foot }] = corners as [
        HTMLElement,
        HTMLElement,
        HTMLElement,
      ];
      const { offsetWidth, offsetHeight } = surface;
      return (clientX, clientY) => {
        // From the middle, which a shape has in common with the rectangle around it.
        const x = clientX - around.x - width / 2;
        const y = clientY - around.y - height / 2;
        return {
          x: offsetWidth / 2 + ((end - offsetLeft) * (x * by - y * bx)) / area,
          y: offsetHeight / 2 + ((foot - offsetTop) * (y * ax - x * ay)) / area,
        };
      };
    },
    remove: () => corners.forEach((corner) => corner.remove()),
  };
}
