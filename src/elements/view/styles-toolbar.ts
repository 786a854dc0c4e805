import { css } from 'lit';

/** Undo, redo, clear and the page's own buttons. */
export const toolbarStyles = css`
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    grid-area: tools;
    justify-content: flex-end;
  }

  .toolbar button {
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    color: var(--_muted);
  }

  svg {
    inline-size: 20px;
    block-size: 20px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .toolbar:dir(rtl) svg {
    scale: -1 1;
  }

  @container (max-width: 159px) {
    .toolbar button {
      inline-size: clamp(28px, calc(50cqi - 17px), 44px);
    }

    /* The keyboard still knows how to redo. */
    .toolbar [part~='redo-button'] {
      display: none;
    }
  }
`;
