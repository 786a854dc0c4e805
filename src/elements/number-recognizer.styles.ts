import { css, type CSSResult } from 'lit';

/** What a number field has besides the card that it shares with the digit field. */
export const numberStyles: CSSResult = css`
  :host {
    inline-size: var(--digit-recognizer-size, 420px);
  }

  .content {
    --_height: clamp(88px, 30cqi, 168px);
    inline-size: 100%;
    font-variant-numeric: tabular-nums lining-nums;
  }

  .line,
  .tools {
    display: flex;
    align-items: center;
    padding: 2px;
    padding-inline-start: 10px;
  }

  .line {
    border-block-end: 1px solid var(--_line);
  }

  .line,
  .tools {
    transition: border-color 150ms;
  }

  .empty .line,
  .empty .tools {
    border-color: transparent;
  }

  .value {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 44px;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    font-family: var(--digit-recognizer-digit-font, var(--_font));
    font-size: 30px;
    font-weight: 600;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }

  .value.unclear {
    color: var(--_unsure);
  }

  .line .confidence {
    margin-inline-end: 8px;
    font-size: 0.93em;
  }

  .keyboard {
    display: none;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    color: var(--_muted);
  }

  @media (any-pointer: coarse) {
    .keyboard:not([hidden]) {
      display: grid;
    }
  }

  .scroller {
    overflow: auto hidden;
    overscroll-behavior-x: contain;
    scrollbar-width: thin;
  }

  @media (prefers-reduced-motion: no-preference) {
    .scroller {
      scroll-behavior: smooth;
    }
  }

  .readonly .scroller {
    background: var(--_track);
  }

  /* As wide as what is written, with a line to write on, and the brackets below. */
  .paper {
    position: relative;
    inline-size: max(100%, calc(var(--_aspect) * var(--_height)));
    padding-block-end: 44px;
    background: linear-gradient(var(--_line) 0 0) 0 calc(var(--_height) * 0.78) / 100% 1px no-repeat;
  }

  .paper digit-pad {
    --_guide-lines: none;
    --_guide-foot: 26%;
    block-size: var(--_height);
    aspect-ratio: auto;
  }

  .type,
  .brackets button {
    position: absolute;
    left: calc(var(--_left) * var(--_height));
  }

  /* A digit that was typed stands on the line, as high as one that was written. */
  .type {
    inset-block-start: 0;
    inline-size: calc(0.36 * var(--_height));
    color: var(--_ink);
    font-family: var(--digit-recognizer-digit-font, var(--_font));
    font-size: calc(var(--_height) * 0.64);
    font-weight: 300;
    line-height: calc(var(--_height) * 1.1);
    text-align: center;
    pointer-events: none;
  }

  .brackets button {
    inset-block-end: 0;
    inline-size: max(24px, calc(var(--_width) * var(--_height)));
    block-size: 44px;
    margin-inline: min(0px, calc((var(--_width) * var(--_height) - 24px) / 2));
    border: 0;
    border-radius: 4px;
    color: var(--_muted);
    font-size: 1.1em;
    opacity: 1;
  }

  .brackets button::before {
    position: absolute;
    inset: 4px 2px auto;
    block-size: 6px;
    border: solid;
    border-width: 0 1px 1px;
    border-radius: 0 0 3px 3px;
    content: '';
  }

  .brackets .typed::before {
    border-width: 0 0 1px;
    border-style: dotted;
  }

  .brackets .unclear {
    font-style: italic;
  }

  .brackets button[aria-pressed='true'] {
    background-color: var(--_track);
    color: var(--_text);
    font-weight: 600;
  }

  .content .alternatives {
    flex-wrap: wrap;
    gap: 2px;
    padding: 2px 8px;
    border-block-start: 1px solid var(--_line);
  }

  .content .alternatives button:nth-of-type(n) {
    display: block;
    flex: none;
    inline-size: auto;
    min-inline-size: 36px;
    padding-inline: 8px;
  }

  .alternatives button:not([part~='alternative']) {
    background-color: transparent;
    font-size: inherit;
  }

  .tools {
    border-block-start: 1px solid var(--_line);
  }

  .footer {
    flex: 1;
  }

  .toolbar {
    flex: none;
  }

  .anchor {
    outline: none;
  }

  @media (forced-colors: active) {
    .brackets button[aria-pressed='true'] {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }

    .disabled .type,
    .disabled .brackets button {
      color: GrayText;
    }
  }
`;
