import { css } from 'lit';

/** What one draws on, and the guide that invites to. */
export const padStyles = css`
  :host {
    position: relative;
    inline-size: var(--digit-recognizer-size, 280px);
    aspect-ratio: 1;
    container-type: inline-size;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_paper);
  }

  canvas {
    position: relative;
    display: block;
    inline-size: 100%;
    block-size: 100%;
    border-radius: inherit;
    color: var(--_ink);
    /* Not for the eye: its end is how the painter hears that the colour changed. */
    transition: color 1ms;
    cursor: crosshair;
    touch-action: none;
    user-select: none;
    -webkit-user-select: none;
    -webkit-touch-callout: none;
  }

  :host([readonly]) canvas,
  :host([disabled]) canvas {
    cursor: default;
    touch-action: auto;
  }

  .guide {
    position: absolute;
    inset: 12% 22%;
    display: grid;
    place-items: end center;
    padding-block-end: 8%;
    border: 1.5px dashed color-mix(in srgb, var(--_muted) 45%, var(--_paper));
    border-radius: 10%;
    color: var(--_muted);
    font-size: clamp(10px, 4.6cqi, 15px);
    text-align: center;
    transition: opacity 150ms;
  }

  .guide[hidden] {
    display: grid;
    opacity: 0;
  }

  @media (prefers-reduced-motion: reduce) {
    .guide {
      transition: none;
    }
  }
`;
