import type { Point, Stroke } from '../ink/index.js';
import { styleOf, viewOf } from './dom.js';

/** The pointer types that may draw by default. */
export const ALL_POINTERS = 'pen mouse touch';
const POINTER_TYPES = ALL_POINTERS.split(' ');

/**
 * @param words the pointer types that may draw; if it names none, all may.
 * @returns the pointer types that may not.
 */
export function refusedPointers(words: unknown): string[] {
  const names = String(words ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  const unknown = names.filter((name) => !POINTER_TYPES.includes(name));
  if (unknown.length > 0)
    console.warn(
      `pointer-types: "${unknown.join(' ')}" is ignored. Use any of ${POINTER_TYPES.join(', ')}.`,
    );
  return unknown.length < names.length ? POINTER_TYPES.filter((type) => !names.includes(type)) : [];
}

/** What the pen does, in CSS pixels of the surface. */
interface PenListener {
  /** @returns false to refuse the stroke (the control is disabled). */
  begin(pointerType: string, isEraser: boolean): boolean;
  extend(points: Stroke): void;
  /** It was not a stroke, but a palm or the first finger of a gesture. */
  discard(): void;
  end(): void;
}

/** Milliseconds after the last event of a pen during which a touch is taken for the palm. */
const PALM_MS = 700;
/**
 * A second finger starts a gesture if it comes down within this time (ms) or before the first finger has
 * moved this far (CSS pixels). Later it is taken for the palm of the hand that draws.
 */
const GESTURE_MS = 250;
const GESTURE_REACH = 12;

/** The pointer that draws. */
interface ActivePointer {
  readonly id: number;
  readonly type: string;
  /** Bit of `PointerEvent.buttons`: the main button, or the pen's eraser. */
  readonly button: number;
  /** The button was pressed at pointerdown. False only for events from a script. */
  readonly isPressed: boolean;
  readonly map: SurfaceMap;
  /** The pointer's first event, and its maximum distance from there, in CSS pixels of the window. */
  readonly first: PointerEvent;
  reach: number;
  last: Point | null;
  /** Removes the listeners when the stroke ends. */
  readonly listening: AbortController;
}

/**
 * Turns the Pointer Events of a surface into strokes. One pointer draws at a time, and other fingers are
 * ignored. Two fingers that come down together are a gesture: they draw nothing, and the browser scrolls or
 * zooms. Touches are ignored while a pen is in use. If a pen comes down during a touch, the touch was a palm
 * and is discarded.
 *
 * While a pointer draws, the window listens for its events, so that the page cannot stop them and another
 * element cannot capture them. A stroke ends on pointerup, pointercancel, {@link stop}, {@link detach},
 * and when the surface is no longer displayed. If none of these arrives, as after a dialog of the browser,
 * it ends when the pointer moves without its button or comes down again.
 */
export class PointerInput {
  readonly #surface: HTMLElement;
  readonly #listener: PenListener;
  readonly #view: Window;
  #pointer: ActivePointer | null = null;
  /** Two fingers are scrolling or zooming, until all are lifted. */
  #isGesture = false;
  /** The last pointer on the surface drew there. */
  #drew = false;
  /** A `pointerdown` arrives twice: at the window and at the surface. In a closed shadow tree only the latter counts. */
  readonly #heard = new WeakSet<Event>();
  #penSeen = -Infinity;
  readonly #attached = new AbortController();

  constructor(surface: HTMLElement, listener: PenListener) {
    this.#surface = surface;
    this.#listener = listener;
    this.#view = viewOf(surface);
    const { signal } = this.#attached;
    this.#view.addEventListener(
      'pointerdown',
      (event) => {
        this.#finger(event);
        if (event.composedPath()[0] === surface) this.#down(event);
      },
      { signal, capture: true },
    );
    surface.addEventListener('pointerdown', (event) => this.#down(event), { signal });
    for (const type of ['pointerover', 'pointermove'] as const)
      surface.addEventListener(type, (event) => this.#see(event), { signal });
    // A stroke must not click a link or a summary around the surface.
    surface.addEventListener(
      'click',
      (event) => {
        if (this.#drew) event.preventDefault();
      },
      { signal },
    );
    // Otherwise iPadOS starts handwriting input for a pencil near form controls, and browsers take a palm
    // for the second finger of a gesture.
    surface.addEventListener(
      'touchmove',
      (event) => {
        const pointer = this.#pointer;
        if (pointer === null || (pointer.type === 'touch' && pointer.reach < GESTURE_REACH)) return;
        if (event.cancelable) event.preventDefault();
      },
      { signal, passive: false },
    );
  }

  /** Ends the current stroke, if there is one. The pointer must go down again to start another. */
  stop(): void {
    if (this.#letGo()) this.#listener.end();
  }

  #discard(): void {
    if (this.#letGo()) this.#listener.discard();
  }

  detach(): void {
    this.stop();
    this.#attached.abort();
  }

  /** @returns whether a pointer was drawing. */
  #letGo(): boolean {
    const pointer = this.#pointer;
    if (pointer === null) return false;
    this.#pointer = null;
    pointer.listening.abort();
    pointer.map.remove();
    // jsdom has no pointer capture.
    if (this.#surface.hasPointerCapture?.(pointer.id))
      this.#surface.releasePointerCapture(pointer.id);
    return true;
  }

  #see(event: PointerEvent): void {
    if (event.pointerType === 'pen') this.#penSeen = event.timeStamp;
  }

  /** Called for every finger that comes down in the window. */
  #finger(event: PointerEvent): void {
    if (event.pointerType !== 'touch') return;
    const pointer = this.#pointer;
    if (event.isPrimary) this.#isGesture = false;
    else if (pointer?.type === 'touch' && pointer.id !== event.pointerId && isNew(pointer, event)) {
      this.#isGesture = true;
      this.#discard();
    }
  }

  #down(event: PointerEvent): void {
    if (this.#heard.has(event)) return;
    this.#heard.add(event);
    this.#see(event);
    const isEraser = event.button === 5;
    if (event.button !== 0 && !isEraser) return;
    this.#drew = false;
    const { pointerId: id, pointerType: type } = event;
    const isPalm = event.timeStamp - this.#penSeen < PALM_MS;
    if (type === 'touch' && (isPalm || this.#isGesture)) return;
    if (this.#replaces(event)) this.stop();
    if (type === 'pen' && this.#pointer?.type === 'touch') this.#discard();
    if (this.#pointer !== null) return;
    const pointer: ActivePointer = {
      id,
      type,
      button: isEraser ? 32 : 1,
      isPressed: (event.buttons & (isEraser ? 32 : 1)) !== 0,
      map: mapSurface(this.#surface),
      first: event,
      reach: 0,
      last: null,
      listening: new AbortController(),
    };
    this.#pointer = pointer;
    if (!this.#listener.begin(type, isEraser)) this.#letGo();
    // A listener of the page may have removed the surface.
    if (this.#pointer !== pointer) return;
    this.#drew = true;
    this.#listen(pointer.listening.signal);
    try {
      // Sends events here from outside the window and over frames, too.
      this.#surface.setPointerCapture(id);
    } catch {
      // The pointer is gone or was made by a script. Its moves arrive anyway.
    }
    this.#add([event]);
  }

  /** A pointer that comes down again, or a new primary pointer of the same type, was lifted without an event. */
  #replaces({ pointerId, pointerType, isPrimary }: PointerEvent): boolean {
    const pointer = this.#pointer;
    return pointerId === pointer?.id || (isPrimary && pointerType === pointer?.type);
  }

  #listen(signal: AbortSignal): void {
    const options = { signal, capture: true };
    const on = (type: string, handle: (event: PointerEvent) => void): void =>
      this.#view.addEventListener(
        type,
        (event) => {
          const pointerEvent = event as PointerEvent;
          if (pointerEvent.pointerId !== this.#pointer?.id) return;
          this.#see(pointerEvent);
          handle(pointerEvent);
        },
        options,
      );
    on('pointermove', (event) => this.#move(event));
    on('pointerup', (event) => {
      this.#add([event]);
      this.stop();
    });
    // The coordinates of pointercancel mean nothing, so no point is added. A finger is also canceled for a
    // gesture with another finger that was down before, outside the surface.
    on('pointercancel', (event) => {
      const pointer = this.#pointer!;
      if (pointer.type === 'touch' && !event.isPrimary && isNew(pointer, event)) this.#discard();
      else this.stop();
    });
    // Dragging a selection, a link or an element around the surface would cancel the pointer, as would a menu.
    for (const type of ['dragstart', 'contextmenu']) {
      const prevent = (event: Event): void => {
        event.preventDefault();
        event.stopImmediatePropagation();
      };
      this.#view.addEventListener(type, prevent, options);
    }
  }

  #move(event: PointerEvent): void {
    const { isPressed, button } = this.#pointer!;
    if (isPressed && (event.buttons & button) === 0) {
      this.stop();
      return;
    }
    const coalesced = event.getCoalescedEvents?.() ?? [];
    this.#add(coalesced.length > 0 ? coalesced : [event]);
  }

  #add(events: readonly PointerEvent[]): void {
    const pointer = this.#pointer;
    const place = pointer?.map.measure();
    // A hidden surface keeps the capture, but has no coordinates.
    if (!pointer || !place) {
      this.stop();
      return;
    }
    const points: Point[] = [];
    for (const event of events) {
      const point = { ...place(event.clientX, event.clientY), t: event.timeStamp };
      if (point.x === pointer.last?.x && point.y === pointer.last.y) continue;
      // A mouse always reports a pressure of 0.5.
      const { pointerType, pressure } = event;
      points.push(pointerType !== 'mouse' && pressure > 0 ? { ...point, pressure } : point);
      pointer.last = point;
      pointer.reach = Math.max(pointer.reach, distance(event, pointer.first));
    }
    if (points.length > 0) this.#listener.extend(points);
  }
}

function isNew({ first, reach }: ActivePointer, { timeStamp }: PointerEvent): boolean {
  return timeStamp - first.timeStamp < GESTURE_MS || reach < GESTURE_REACH;
}

function distance(a: PointerEvent, b: PointerEvent): number {
  return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
}

/** Maps client coordinates to the surface. */
interface SurfaceMap {
  /**
   * Measures the surface as it is now.
   *
   * @returns a map from client coordinates to CSS pixels of the surface; null if it is not displayed.
   */
  measure(): ((clientX: number, clientY: number) => Point) | null;
  /** Removes the elements that it measures with. */
  remove(): void;
}

/**
 * If a surface is scaled, skewed, rotated or tilted, its bounding rectangle does not give its corners. So
 * elements of zero size mark the corners of its content box. Their rectangles are points that give the
 * projective map, for any transforms of any ancestors, even animated ones. The marks are in a box of the
 * surface's size with the surface's own transform.
 */
function mapSurface(surface: HTMLElement): SurfaceMap {
  const add = (parent: ParentNode): HTMLElement => {
    const element = surface.ownerDocument.createElement('i');
    element.style.cssText = 'position:absolute;pointer-events:none';
    parent.append(element);
    return element;
  };
  const box = add(surface.parentNode!);
  const corners = [add(box), add(box), add(box), add(box)];
  // Live: the values follow the surface.
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
      // Heckbert, "Fundamentals of Texture Mapping and Image Warping" (1989), 2.2.3: square to quadrilateral.
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
