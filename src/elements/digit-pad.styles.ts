import { css, type CSSResultGroup } from 'lit';
import { sharedStyles } from './shared.styles.js';

/** The surface, and the guide that invites the user to draw. */
export const styles: CSSResultGroup = [
  sharedStyles,
  css`
    :host {
      --_guide: var(--digit-recognizer-guide, var(--_muted));
      position: relative;
      inline-size: var(--digit-recognizer-size, 280px);
      aspect-ratio: 1;
      container-type: inline-size;
      border: var(--_border-width) solid var(--_border);
      border-radius: var(--_radius);
      background: var(--_paper);
    }

    /* Out of the flow, because WebKit would add its border to the surface's height. */
    canvas {
      position: absolute;
      inset: 0;
      display: block;
      inline-size: 100%;
      block-size: 100%;
      border-radius: inherit;
      color: var(--_ink);
      stroke-width: var(--digit-recognizer-pen-width, 5.5%);
      /* Too short to see: transitionend tells the painter that the color or the pen changed. */
      transition:
        color 1ms,
        stroke-width 1ms;
      cursor: crosshair;
      user-select: none;
      -webkit-user-select: none;
      -webkit-touch-callout: none;
    }

    /* One finger draws, two scroll and zoom the page. */
    canvas.touch {
      touch-action: pinch-zoom;
    }

    :host([readonly]) canvas,
    :host([disabled]) canvas {
      cursor: default;
    }

    /* Two writing lines, as in an exercise book. */
    .guide {
      position: absolute;
      inset: 15% 20% var(--_guide-foot, 15%);
      display: grid;
      place-items: end center;
      color: var(--_guide);
      font-size: clamp(10px, 4.6cqi, 15px);
      text-align: center;
      transition: opacity 150ms;
    }

    .guide::before {
      position: absolute;
      display: var(--_guide-lines, block);
      inset: 0 0 1.9em;
      border: dashed color-mix(in srgb, var(--_guide) 40%, transparent);
      border-width: 1px 0;
      content: '';
    }

    /* There is room for the lines, but not for the text. */
    @container (max-width: 159px) {
      .guide {
        font-size: 0;
      }
    }

    .guide[hidden],
    :host([readonly]) .guide,
    :host([disabled]) .guide {
      display: grid;
      opacity: var(--_guide-opacity, 0);
    }

    @media (prefers-reduced-motion: reduce) {
      .guide {
        transition: none;
      }
    }
  `,
];
