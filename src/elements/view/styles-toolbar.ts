import { css } from 'lit';

/** The buttons. */
export const toolbarStyles = css`
  .toolbar {
    display: flex;
    gap: 2px;
    padding: 4px;
  }

  .gap {
    flex: 1;
  }

  button {
    margin: 0;
    border: 0;
    border-radius: max(4px, calc(var(--_radius) - 5px));
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
    touch-action: manipulation;
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

  button:hover:not(:disabled) {
    background: var(--_track);
    color: var(--_text);
  }

  button:disabled {
    opacity: 0.35;
    cursor: default;
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
