import type { Point, Stroke } from '../../ink/index.js';
import { viewOf } from './device-pixels.js';
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

/** The pointer that draws. */
interface ActivePointer {
  readonly id: number;
  readonly type: string;
  /** It came down with its main button pressed, as all do but those made by a script. */
  readonly isPressed: boolean;
  readonly map: SurfaceMap;
  last: Point | null;
  /** Aborted when the stroke ends, with all that listens meanwhile. */
  readonly listening: AbortController;
}

/**
 * Turns the Pointer Events of a surface into strokes. One pointer draws at a time; other fingers
 * are ignored until it is lifted. Touches are ignored while a pen is about, and a pen that comes down
 * takes the place of a touch, which was the palm's.
 *
 * While a pointer draws, its events are heard on the window, before the page can keep them to itself
 * and whatever element has captured the pointer, as a native slider does. A stroke ends on pointerup,
 * pointercancel, a surface that is not displayed any more, {@link stop} and {@link detach}; and where
 * none of these was heard of (a dialog of the browser came between), once the pointer is seen without
 * its button or comes down again.
 */
export class PointerInput {
  readonly #surface: HTMLElement;
  readonly #listener: PenListener;
  readonly #view: Window;
  #pointer: ActivePointer | null = null;
  /** The pointer that was last down on the surface drew there. */
  #drew = false;
  /** Each `pointerdown` is heard twice: on the window, and where a closed shadow tree hides the surface from it. */
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
        if (event.composedPath()[0] === surface) this.#down(event);
      },
      { signal, capture: true },
    );
    surface.addEventListener('pointerdown', (event) => this.#down(event), { signal });
    for (const type of ['pointerover', 'pointermove'] as const)
      surface.addEventListener(type, (event) => this.#see(event), { signal });
    // A stroke is no click on a link or a summary around the surface.
    surface.addEventListener(
      'click',
      (event) => {
        if (this.#drew) event.preventDefault();
      },
      { signal },
    );
    // iPadOS takes a pencil near form controls for handwriting input unless touches are refused.
    surface.addEventListener(
      'touchmove',
      (event) => {
        if (this.#pointer !== null && event.cancelable) event.preventDefault();
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

  #down(event: PointerEvent): void {
    if (this.#heard.has(event)) return;
    this.#heard.add(event);
    this.#see(event);
    if (event.button !== 0) return;
    this.#drew = false;
    const { pointerId: id, pointerType: type } = event;
    if (type === 'touch' && event.timeStamp - this.#penSeen < PALM_MS) return;
    if (this.#replaces(event)) this.stop();
    if (type === 'pen' && this.#pointer?.type === 'touch' && this.#letGo())
      this.#listener.discard();
    if (this.#pointer !== null || !this.#listener.begin()) return;
    this.#drew = true;
    const map = mapSurface(this.#surface);
    const listening = new AbortController();
    this.#pointer = { id, type, isPressed: isMainPressed(event), map, last: null, listening };
    this.#listen(listening.signal);
    try {
      // So that the browser sends its events here from outside the window and over frames, too.
      this.#surface.setPointerCapture(id);
    } catch {
      // The pointer is gone already, or was made by a script: its moves arrive here all the same.
    }
    this.#add([event]);
  }

  /** A pointer comes down once, and the first of a type only where no other of that type is down. */
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
    // The coordinates of a cancelled pointer mean nothing, so no point is added.
    on('pointercancel', () => this.stop());
    // A drag of what is selected, of a link or of a card around would take the pointer away, as would a menu.
    for (const type of ['dragstart', 'contextmenu']) {
      const prevent = (event: Event): void => {
        event.preventDefault();
        event.stopImmediatePropagation();
      };
      this.#view.addEventListener(type, prevent, options);
    }
  }

  #move(event: PointerEvent): void {
    if (this.#pointer?.isPressed && !isMainPressed(event)) {
      this.stop();
      return;
    }
    const coalesced = event.getCoalescedEvents?.() ?? [];
    this.#add(coalesced.length > 0 ? coalesced : [event]);
  }

  #add(events: readonly PointerEvent[]): void {
    const pointer = this.#pointer;
    const place = pointer?.map.measure();
    // The pointer stays captured where the surface is hidden, and then its place is none on the surface.
    if (!pointer || !place) {
      this.stop();
      return;
    }
    const points: Point[] = [];
    for (const event of events) {
      const point = { ...place(event.clientX, event.clientY), t: event.timeStamp };
      if (point.x === pointer.last?.x && point.y === pointer.last.y) continue;
      // A mouse always reports a half, which says nothing about the hand.
      const { pointerType, pressure } = event;
      points.push(pointerType !== 'mouse' && pressure > 0 ? { ...point, pressure } : point);
      pointer.last = point;
    }
    if (points.length > 0) this.#listener.extend(points);
  }
}

function isMainPressed({ buttons }: PointerEvent): boolean {
  return (buttons & 1) !== 0;
}
