import { css } from 'lit';

/** What takes no room and is not seen, but is read out. */
const forTheEarOnly = css`
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
`;

/** The digit, what else it may be, and the line below. */
export const answerStyles = css`
  .result {
    display: grid;
    grid-template-columns: minmax(3.4em, 2fr) 5fr;
    gap: 8px;
    align-items: center;
    padding-inline: 8px 14px;
  }

  .result.chips,
  .result.none {
    grid-template-columns: 1fr;
    padding-inline: 8px;
  }

  .answer {
    display: grid;
    justify-items: center;
    font-variant-numeric: tabular-nums lining-nums;
  }

  .reading {
    font-family: var(--digit-recognizer-digit-font, var(--_font));
    font-size: 56px;
    font-weight: 600;
    line-height: 1;
  }

  .unsure .reading {
    color: var(--_muted);
    font-weight: 300;
  }

  .blank .reading {
    color: var(--_border);
    font-weight: 300;
  }

  .confidence {
    min-block-size: 1.3em;
    margin-block-start: 4px;
    color: var(--_muted);
    font-size: 0.93em;
  }

  .alternatives {
    display: flex;
    grid-row: 3;
    gap: 4px;
    align-items: center;
    padding-inline-start: 8px;
  }

  .failed .alternatives {
    display: none;
  }

  .or {
    margin-inline-end: 4px;
    color: var(--_muted);
    font-size: 0.86em;
  }

  .alternatives button {
    min-inline-size: 28px;
    min-block-size: 26px;
    padding: 0 6px;
    background: var(--_track);
    color: var(--_muted);
    font-size: 0.93em;
    font-variant-numeric: tabular-nums lining-nums;
  }

  .alternatives button:hover {
    background: var(--_line);
  }

  .footer {
    display: flex;
    grid-row: 3;
    grid-column: 2;
    gap: 8px;
    align-items: center;
    min-block-size: 40px;
    padding-inline: 14px 8px;
    color: var(--_muted);
    font-size: 0.86em;
  }

  .status {
    flex: 1;
    min-inline-size: 0;
    font-variant-numeric: tabular-nums;
  }

  .status.failed {
    color: var(--_error);
  }

  /* A page that wants to show it says so: ::part(backend) { display: block }. */
  .backend {
    display: none;
  }

  .retry {
    display: flex;
    flex: none;
    gap: 4px;
    align-items: center;
    min-block-size: 28px;
    padding: 0 8px;
    color: var(--_accent);
    font-weight: 600;
  }

  .retry svg {
    inline-size: 16px;
    block-size: 16px;
  }

  .spoken {
    ${forTheEarOnly}
  }

  @container (min-width: 600px) {
    .result.bars {
      grid-template-columns: 1fr;
      gap: 12px;
      align-content: center;
      padding-inline: 20px;
    }

    .reading {
      font-size: clamp(64px, 13cqi, 112px);
    }

    .backend {
      display: block;
    }
  }

  @container (max-width: 219px) {
    .reading {
      font-size: 40px;
    }

    .footer,
    .result {
      padding-inline: 8px;
    }
  }

  /* One row: the digit and the tools; bars and chips only where they are asked for. */
  @container (max-width: 159px) {
    .result {
      display: contents;
    }

    .answer,
    .footer {
      grid-area: 1 / 1;
      place-self: center;
    }

    .reading {
      font-size: 24px;
    }

    .confidence,
    .alternatives,
    .backend,
    :host(:not([display])) digit-probabilities,
    .failed .answer {
      display: none;
    }

    digit-probabilities {
      grid-area: 2 / 1 / auto / -1;
      padding: 2px 6px 6px;
    }

    .footer {
      min-block-size: 0;
      padding: 0;
    }

    .status,
    .retry span {
      ${forTheEarOnly}
    }

    .retry {
      padding: 0 6px;
    }
  }
`;
