import { css } from 'lit';

/** Undo, redo, clear and the page's own buttons. */
export const toolbarStyles = css`
  .toolbar {
    display: flex;
    gap: 2px;
    padding: 4px;
  }

  .gap {
    flex: 1;
  }

  .toolbar button {
    display: grid;
    place-items: center;
    inline-size: 34px;
    block-size: 34px;
    padding: 0;
    color: var(--_muted);
    transition:
      background-color 120ms,
      color 120ms;
  }

  svg {
    inline-size: 18px;
    block-size: 18px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  @container (max-width: 159px) {
    .toolbar {
      gap: 0;
      padding: 2px;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .toolbar button {
      transition: none;
    }
  }
`;
