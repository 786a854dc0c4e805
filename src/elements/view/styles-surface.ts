import { css } from 'lit';

/** What one draws on, and the guide that invites to. */
export const surfaceStyles = css`
  .surface {
    position: relative;
    align-self: flex-start;
    inline-size: 100%;
    aspect-ratio: 1;
  }

  canvas {
    position: relative;
    display: block;
    inline-size: 100%;
    block-size: 100%;
    border-radius: calc(var(--_radius) - 1px) calc(var(--_radius) - 1px) 0 0;
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
  .disabled canvas {
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
    opacity: 0;
    transition: opacity 150ms;
  }

  .empty .guide {
    opacity: 1;
  }

  @media (prefers-reduced-motion: reduce) {
    .guide {
      transition: none;
    }
  }
`;
