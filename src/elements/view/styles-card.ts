import { css } from 'lit';

/** How the card lays out its surface and its panel, and what stands above and below it. */
export const cardStyles = css`
  :host {
    inline-size: var(--digit-recognizer-size, 280px);
  }

  .frame {
    container-type: inline-size;
  }

  .card {
    display: flex;
    flex-direction: column;
    overflow: clip;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_paper);
  }

  .card.disabled {
    opacity: 0.55;
  }

  .panel {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
    border-block-start: 1px solid var(--_line);
  }

  @container (min-width: 480px) {
    .card {
      flex-direction: row;
    }

    .surface {
      flex: 0 0 58%;
    }

    .panel {
      flex: 1;
      border-block-start: none;
      border-inline-start: 1px solid var(--_line);
    }
  }

  .surface {
    position: relative;
    align-self: flex-start;
    inline-size: 100%;
  }

  digit-pad {
    display: block;
    inline-size: 100%;
    border: 0;
    border-radius: 0;
    background: none;
  }

  ::slotted([slot='label']) {
    display: block;
    margin-block-end: 6px;
    font-weight: 500;
  }

  ::slotted([slot='help']) {
    display: block;
    margin-block-start: 6px;
    color: var(--_muted);
    font-size: 13px;
  }

  .error:not(:empty) {
    margin-block-start: 6px;
    color: var(--_error);
    font-size: 13px;
  }

  @media (forced-colors: active) {
    .card {
      border-color: CanvasText;
    }
  }
`;
