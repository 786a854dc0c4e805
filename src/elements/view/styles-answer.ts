import { css } from 'lit';
import { forTheEarOnly } from './styles-tokens.js';

/** The digit, what else it may be, and what the field is doing. */
export const answerStyles = css`
  .answer {
    position: relative;
    display: grid;
    grid-area: answer;
    place-content: center;
    justify-items: center;
    min-inline-size: 44px;
    block-size: 44px;
    font-variant-numeric: tabular-nums lining-nums;
  }

  .reading {
    block-size: 1em;
    font-family: var(--digit-recognizer-digit-font, var(--_font));
    font-size: 32px;
    font-weight: 600;
    line-height: 1;
  }

  .unsure .reading {
    color: var(--_muted);
    font-weight: 400;
  }

  .confidence {
    color: var(--_muted);
    font-size: 11px;
    line-height: 12px;
    white-space: nowrap;
  }

  .none .confidence:empty {
    display: none;
  }

  .bars .confidence,
  .chips .confidence {
    min-block-size: 12px;
  }

  .answer svg {
    position: absolute;
    inset-block-end: 4px;
    inset-inline-end: 2px;
    inline-size: 11px;
    block-size: 11px;
    color: var(--_muted);
  }

  .alternatives {
    display: flex;
    grid-area: alternatives;
    align-items: center;
  }

  .alternatives[hidden],
  .failed .alternatives {
    display: none;
  }

  .or {
    display: none;
    margin-inline: 6px;
    color: var(--_muted);
  }

  .alternatives button {
    flex: none;
    inline-size: 44px;
    block-size: 44px;
    background-color: var(--_track);
    color: var(--_muted);
    font-size: 17px;
    font-variant-numeric: tabular-nums lining-nums;
  }

  @media (hover: hover) {
    .alternatives button:hover {
      background-color: var(--_line);
    }
  }

  .footer {
    display: flex;
    grid-area: status;
    align-items: center;
    min-inline-size: 0;
    color: var(--_muted);
    font-size: 0.86em;
  }

  .hint,
  .status.loading,
  .status.failed {
    flex: 1;
  }

  .status {
    min-inline-size: 0;
    overflow-wrap: anywhere;
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
    justify-content: center;
    min-inline-size: 44px;
    block-size: 44px;
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

  /* Where it failed before there was an answer, the reason stands in its place. */
  .failed:not(.answered) .answer {
    display: none;
  }

  .failed:not(.answered) .footer {
    grid-column: answer / status;
    padding-inline-start: 8px;
  }

  @container (max-width: 359px) {
    .failed.answered .status,
    .retry span {
      ${forTheEarOnly}
    }
  }

  /* As many as there is room for beside the tools. */
  @container (max-width: 265px) {
    .alternatives button:nth-of-type(n + 2) {
      display: none;
    }
  }

  @container (max-width: 309px) {
    .alternatives button:nth-of-type(n + 3) {
      display: none;
    }
  }

  @container (min-width: 360px) {
    .or {
      display: inline;
    }
  }

  /* Beside the surface there is room. */
  @container (min-width: 480px) {
    .answer {
      align-self: center;
      block-size: auto;
    }

    .reading {
      font-size: clamp(64px, 13cqi, 112px);
    }

    .confidence,
    .bars .confidence,
    .chips .confidence {
      min-block-size: 18px;
      margin-block-start: 4px;
      font-size: 1em;
      line-height: 18px;
    }

    .none .confidence:empty {
      display: block;
    }

    .answer svg {
      position: static;
      inline-size: 16px;
      block-size: 16px;
      margin-block-start: -18px;
    }

    .alternatives {
      justify-content: center;
    }

    .footer,
    .failed:not(.answered) .footer {
      grid-column: auto;
      min-block-size: 44px;
      padding-inline: 12px 4px;
    }
  }

  /* Alternatives get a row of their own, the status only an icon. */
  @container (max-width: 221px) {
    .answer {
      min-inline-size: 24px;
    }

    .alternatives button:nth-of-type(n) {
      display: block;
      flex: 0 1 44px;
      min-inline-size: 24px;
    }

    .reading {
      font-size: 26px;
    }

    .confidence {
      font-size: 10px;
    }

    .hint,
    .status {
      ${forTheEarOnly}
    }

    .failed.answered .retry {
      display: none;
    }

    .footer,
    .failed:not(.answered) .footer {
      grid-area: answer;
      justify-content: center;
      padding: 0;
    }

    .retry {
      min-inline-size: 24px;
      inline-size: 100%;
    }
  }

  @container (160px <= width < 178px) {
    .confidence {
      display: none;
    }
  }
`;
