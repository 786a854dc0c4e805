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
    border: var(--_border-width) solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_paper);
  }

  .card.invalid {
    border-color: var(--_error);
  }

  .card.disabled {
    opacity: 0.55;
  }

  .surface {
    position: relative;
    align-self: flex-start;
    inline-size: 100%;
  }

  .readonly .surface {
    background: var(--_track);
  }

  @supports selector(:has(*)) {
    .surface:focus-visible {
      outline: none;
    }

    .card:has(.surface:focus-visible) {
      outline: var(--_focus-width) solid var(--_focus);
      outline-offset: 1px;
    }
  }

  /* A digit that was typed stands between the lines, as if it were written there. */
  .ghost {
    margin-block-end: calc(1.9em / 8);
    color: var(--_muted);
    font-family: var(--digit-recognizer-digit-font, var(--_font));
    font-size: 62cqi;
    font-weight: 300;
    line-height: 0.72;
    opacity: 0.5;
  }

  digit-pad {
    display: block;
    inline-size: 100%;
    border: 0;
    border-radius: 0;
    background: none;
  }

  .progress {
    position: absolute;
    inset-block-end: 0;
    inset-inline-start: 0;
    inline-size: calc(var(--_share) * 100%);
    block-size: 2px;
    background: var(--_accent);
    transition: inline-size 200ms;
  }

  /* What loads at once shows nothing of it. */
  .progress,
  .status.loading {
    animation: appear 200ms 400ms both;
  }

  @keyframes appear {
    from {
      opacity: 0;
    }
  }

  .panel {
    display: grid;
    flex: 1;
    grid-template:
      'answer alternatives status tools' auto
      'more more more more' auto / auto auto minmax(0, 1fr) minmax(0, auto);
    align-items: center;
    min-inline-size: 0;
    padding: 2px;
    border-block-start: 1px solid var(--_line);
  }

  digit-probabilities {
    grid-area: more;
    padding: 4px 10px 10px;
  }

  .chips digit-probabilities {
    padding: 0 2px 2px;
  }

  @container (min-width: 480px) {
    .card {
      flex-direction: row;
    }

    .surface {
      flex: 0 0 58%;
    }

    .panel {
      grid-template:
        'tools' auto
        'answer' 1fr
        'alternatives' minmax(44px, auto)
        'more' auto
        'status' auto / minmax(0, 1fr);
      border-block-start: none;
      border-inline-start: 1px solid var(--_line);
    }

    .panel.chips {
      grid-template-rows: auto 1fr 0 auto auto;
    }
  }

  @container (max-width: 221px) {
    .panel {
      grid-template:
        'answer tools' auto
        'alternatives alternatives' auto
        'more more' auto / minmax(24px, 1fr) minmax(0, auto);
      padding-inline: 0;
    }

    .alternatives {
      justify-content: center;
    }

    digit-probabilities {
      padding: 2px 6px 6px;
    }
  }

  .label span,
  ::slotted([slot='label']) {
    display: block;
    margin-block-end: 6px;
    font-weight: 500;
  }

  .help span,
  ::slotted([slot='help']) {
    display: block;
    margin-block-start: 6px;
    color: var(--_muted);
    font-size: 0.93em;
  }

  .error:not(:empty) {
    margin-block-start: 6px;
    color: var(--_error);
    font-size: 0.93em;
  }

  @media (prefers-reduced-motion: reduce) {
    .progress,
    .status.loading {
      transition: none;
      animation-duration: 0s;
    }
  }

  @media (forced-colors: active) {
    .card.invalid {
      border-width: 2px;
    }

    .card.disabled {
      border-color: GrayText;
      color: GrayText;
      opacity: 1;
    }
  }
`;
