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
    border: 1.5px dashed var(--_line);
    border-radius: 12%;
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
