import type { Point, Stroke } from '../../ink/index.js';
import { mapSurface, type SurfaceMap } from './surface-map.js';

/** What the pen does, in CSS pixels of the surface. */
export interface PenListener {
  /** @returns false to refuse the stroke (the control is disabled). */
  begin(): boolean;
  extend(points: Stroke): void;
  /** The stroke was none, but the palm of the hand that now begins one. */
  discard(): void;
  end(): void;
}

/** For so long after a pen was last seen, in milliseconds, touches are those of the hand that holds it. */
const PALM_MS = 700;

/**
 * Turns the Pointer Events of a surface into strokes. One pointer draws at a time; other fingers
 * are ignored until it is lifted. Touches are ignored while a pen is about, and a pen that comes down
 * takes the place of a touch, which was the palm's. A stroke ends on every way out: pointerup, pointercancel,
 * lostpointercapture, a surface that is not displayed any more, {@link stop} and {@link detach}; and where
 * none of these was heard of (a dialog of the browser came between, or the page kept the event to itself),
 * once the pointer is seen without its button or comes down again.
 */
export class PointerInput {
  readonly #surface: HTMLElement;
  readonly #listener: PenListener;
  #active: number | null = null;
  /** Of the pointer that draws. */
  #type = '';
  /** It came down with its main button pressed, as all do but those made by a script. */
  #isPressed = false;
  #penSeen = -Infinity;
  #last: Point | null = null;
  /** While a pointer draws. */
  #map: SurfaceMap | null = null;
  readonly #attached = new AbortController();

  constructor(surface: HTMLElement, listener: PenListener) {
    this.#surface = surface;
    this.#listener = listener;
    const { signal } = this.#attached;
    const on = (type: string, handle: (event: PointerEvent) => void): void =>
      surface.addEventListener(type, (event) => handle(event as PointerEvent), { signal });
    for (const type of ['pointerover', 'pointerdown', 'pointermove', 'pointerup'])
      on(type, (event) => this.#see(event));
    on('pointerdown', (event) => this.#down(event));
    on('pointermove', (event) => this.#move(event));
    on('pointerup', (event) => this.#up(event));
    on('pointercancel', (event) => this.#leave(event));
    on('lostpointercapture', (event) => this.#leave(event));
    // iPadOS takes a pencil near form controls for handwriting input unless touches are refused.
    surface.addEventListener(
      'touchmove',
      (event) => {
        if (this.#active !== null && event.cancelable) event.preventDefault();
      },
      { signal, passive: false },
    );
  }

  /** Ends the stroke being drawn, if any; the pointer must go down again to start another. */
  stop(): void {
    if (this.#letGo()) this.#listener.end();
  }

  detach(): void {
    this.stop();
    this.#attached.abort();
  }

  /** @returns whether a pointer was drawing. */
  #letGo(): boolean {
    const id = this.#active;
    if (id === null) return false;
    this.#active = null;
    this.#last = null;
    this.#map?.remove();
    if (this.#surface.hasPointerCapture(id)) this.#surface.releasePointerCapture(id);
    return true;
  }

  #see(event: PointerEvent): void {
    if (event.pointerType === 'pen') this.#penSeen = event.timeStamp;
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    const { pointerType } = event;
    if (pointerType === 'touch' && event.timeStamp - this.#penSeen < PALM_MS) return;
    if (this.#replaces(event)) this.stop();
    if (pointerType === 'pen' && this.#type === 'touch' && this.#letGo()) this.#listener.discard();
    if (this.#active !== null || !this.#listener.begin()) return;
    this.#active = event.pointerId;
    this.#type = pointerType;
    this.#isPressed = isMainPressed(event);
    this.#map = mapSurface(this.#surface);
    try {
      this.#surface.setPointerCapture(event.pointerId);
    } catch {
      // The pointer is gone already, or was made by a script: its moves arrive here all the same.
    }
    this.#add([event]);
  }

  /** A pointer comes down once, and the first of a type only where no other of that type is down. */
  #replaces({ pointerId, pointerType, isPrimary }: PointerEvent): boolean {
    return pointerId === this.#active || (isPrimary && pointerType === this.#type);
  }

  #move(event: PointerEvent): void {
    if (event.pointerId !== this.#active) return;
    if (this.#isPressed && !isMainPressed(event)) {
      this.stop();
      return;
    }
    const coalesced = event.getCoalescedEvents?.() ?? [];
    this.#add(coalesced.length > 0 ? coalesced : [event]);
  }

  #up(event: PointerEvent): void {
    if (event.pointerId !== this.#active) return;
    this.#add([event]);
    this.stop();
  }

  /** The coordinates of a cancelled pointer mean nothing, so no point is added. */
  #leave(event: PointerEvent): void {
    if (event.pointerId === this.#active) this.stop();
  }

  #add(events: readonly PointerEvent[]): void {
    const place = this.#map?.measure();
    // The pointer stays captured where the surface is hidden, and then its place is none on the surface.
    if (!place) {
      this.stop();
      return;
    }
    const points: Point[] = [];
    for (const event of events) {
      const point = { ...place(event.clientX, event.clientY), t: event.timeStamp };
      if (point.x === this.#last?.x && point.y === this.#last.y) continue;
      // A mouse always reports a half, which says nothing about the hand.
      const { pointerType, pressure } = event;
      points.push(pointerType !== 'mouse' && pressure > 0 ? { ...point, pressure } : point);
      this.#last = point;
    }
    if (points.length > 0) this.#listener.extend(points);
  }
}

function isMainPressed({ buttons }: PointerEvent): boolean {
  return (buttons & 1) !== 0;
}
