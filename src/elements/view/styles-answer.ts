import { css } from 'lit';

/** The digit, what else it may be, and the line below. */
export const answerStyles = css`
  .result {
    display: grid;
    grid-template-columns: minmax(56px, 2fr) 5fr;
    gap: 8px;
    align-items: center;
    padding: 4px 14px 0 8px;
  }

  .answer {
    display: grid;
    justify-items: center;
    font-variant-numeric: tabular-nums lining-nums;
  }

  .reading {
    font-size: 64px;
    font-weight: 600;
    line-height: 1;
  }

  .unsure .reading {
    color: var(--_muted);
    font-weight: 300;
  }

  .blank .reading {
    color: var(--_muted);
    font-weight: 300;
    opacity: 0.5;
  }

  .confidence {
    min-block-size: 1.3em;
    margin-block-start: 4px;
    color: var(--_muted);
    font-size: 13px;
  }

  .result.chips {
    grid-template-columns: 1fr;
    padding: 4px 8px;
  }

  .result.none {
    grid-template-columns: 1fr;
  }

  .alternatives {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    justify-content: center;
    min-block-size: 30px;
    padding: 4px 8px 0;
  }

  .alternatives button {
    min-inline-size: 34px;
    block-size: 28px;
    padding: 0 8px;
    border: 1px solid var(--_line);
    font-size: 13px;
    font-variant-numeric: tabular-nums lining-nums;
  }

  .footer {
    display: flex;
    gap: 8px;
    align-items: center;
    min-block-size: 30px;
    margin-block-start: auto;
    padding: 2px 14px 4px;
    color: var(--_muted);
    font-size: 11px;
  }

  .status {
    flex: 1;
    min-inline-size: 0;
    font-variant-numeric: tabular-nums;
  }

  .status.failed {
    color: var(--_error);
  }

  .spoken {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .retry {
    flex: none;
    padding: 4px 8px;
    color: var(--_accent);
    font-weight: 600;
  }

  @container (min-width: 480px) {
    .result {
      flex: 1;
      grid-template-columns: 1fr;
      gap: 16px;
      align-content: center;
      padding: 0 20px;
    }

    .reading {
      font-size: clamp(72px, 17cqi, 128px);
    }

    .footer {
      padding-inline: 20px;
    }
  }

  /* Ten bars a thumb wide say nothing that the digit does not. */
  @container (max-width: 159px) {
    .result.bars {
      grid-template-columns: 1fr;
    }

    .result.bars digit-probabilities,
    .backend {
      display: none;
    }

    .alternatives {
      padding-inline: 2px;
    }

    .alternatives button {
      min-inline-size: 26px;
      padding: 0 4px;
    }
  }

  @container (max-width: 219px) {
    .result {
      grid-template-columns: auto 1fr;
      padding-inline: 8px;
    }

    .reading {
      font-size: 40px;
    }

    .footer {
      flex-wrap: wrap;
      padding-inline: 8px;
    }
  }
`;
