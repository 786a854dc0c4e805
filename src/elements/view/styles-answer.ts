import { css } from 'lit';

/** The digit, its bars, and the line below them. */
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

  .bars {
    display: grid;
    gap: 3px;
    margin: 0;
    padding: 0;
    color: var(--_muted);
    font-size: 11px;
    font-variant-numeric: tabular-nums lining-nums;
    line-height: 13px;
    list-style: none;
  }

  li {
    display: grid;
    grid-template-columns: 0.7em 1fr 3.4em;
    gap: 7px;
    align-items: center;
  }

  .best {
    color: var(--_text);
    font-weight: 600;
  }

  .percent {
    text-align: end;
    white-space: nowrap;
  }

  .track {
    block-size: 5px;
    overflow: clip;
    border-radius: 3px;
    background: var(--_track);
  }

  .bar {
    --_share: 0;
    display: block;
    inline-size: calc(var(--_share) * 100%);
    block-size: 100%;
    border-radius: inherit;
    background: var(--_muted);
    transition: inline-size 200ms ease-out;
  }

  .best .bar {
    background: var(--_accent);
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

    .bars {
      gap: 5px;
      font-size: 12px;
    }

    .footer {
      padding-inline: 20px;
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

    li {
      grid-template-columns: 0.7em 1fr;
      gap: 5px;
    }

    .percent {
      display: none;
    }

    .footer {
      flex-wrap: wrap;
      padding-inline: 8px;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .bar {
      transition: none;
    }
  }

  @media (forced-colors: active) {
    .bar {
      background: CanvasText;
    }

    .best .bar {
      background: Highlight;
    }
  }
`;
