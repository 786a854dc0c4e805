import { css } from 'lit';

/** Undo, redo, clear and the page's own buttons. */
export const toolbarStyles = css`
  .toolbar {
    display: flex;
    flex-wrap: wrap;
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

  .toolbar:dir(rtl) svg {
    scale: -1 1;
  }

  @container (max-width: 159px) {
    .toolbar {
      gap: 0;
      padding: 2px;
    }

    .toolbar button {
      inline-size: 28px;
      block-size: 28px;
    }

    .gap {
      display: none;
    }
  }

  /* The keyboard still knows how to redo. */
  @container (max-width: 119px) {
    [part~='redo-button'] {
      display: none;
    }
  }
`;
