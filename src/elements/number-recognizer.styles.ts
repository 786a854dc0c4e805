import { css, type CSSResult } from 'lit';

/** What a number field has besides the card that it shares with the digit field. */
export const numberStyles: CSSResult = css`
  :host {
    inline-size: var(--digit-recognizer-size, 420px);
  }

  .card.number {
    --_height: clamp(88px, 30cqi, 168px);
    flex-direction: column;
  }

  .content {
    display: contents;
  }

  .line {
    display: flex;
    align-items: center;
    padding-inline: 10px 2px;
    min-block-size: 48px;
    border-block-end: 1px solid var(--_line);
  }

  .value {
    flex: 1;
    min-inline-size: 0;
    margin: 0;
    padding: 4px 0;
    border: 0;
    outline: none;
    background: none;
    color: var(--_text);
    font: inherit;
    font-family: var(--digit-recognizer-digit-font, var(--_font));
    font-size: 30px;
    font-variant-numeric: tabular-nums lining-nums;
    font-weight: 600;
    line-height: 1.2;
    appearance: none;
  }

  .value.unclear {
    color: var(--_muted);
    font-weight: 400;
  }

  .card:has(.value:focus-visible) {
    outline: var(--_focus-width) solid var(--_focus);
    outline-offset: 1px;
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
    position: relative;
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

  /* As wide as what is written, and with a line to write on. */
  .paper {
    position: relative;
    inline-size: max(100%, calc(var(--_aspect) * var(--_height)));
    background: linear-gradient(var(--_line) 0 0) 0 calc(var(--_height) * 0.78) / 100% 1px no-repeat;
  }

  .number digit-pad {
    --_guide-lines: none;
    --_guide-foot: 26%;
    block-size: var(--_height);
    aspect-ratio: auto;
  }

  /* A digit that was typed stands on the line, as high as one that was written. */
  .type {
    position: absolute;
    inset-block-start: 0;
    left: calc(var(--_left) * var(--_height));
    inline-size: calc(0.36 * var(--_height));
    color: var(--_ink);
    font-family: var(--digit-recognizer-digit-font, var(--_font));
    font-size: calc(var(--_height) * 0.64);
    font-variant-numeric: tabular-nums lining-nums;
    font-weight: 300;
    line-height: calc(var(--_height) * 1.1);
    text-align: center;
    pointer-events: none;
  }

  .brackets {
    position: relative;
    block-size: 44px;
  }

  .brackets button {
    position: absolute;
    inset-block: 0;
    left: calc(var(--_left) * var(--_height));
    inline-size: max(24px, calc(var(--_width) * var(--_height)));
    margin-inline: min(0px, calc((var(--_width) * var(--_height) - 24px) / 2));
    padding-block-start: 8px;
    border: 0;
    border-radius: 4px;
    color: var(--_muted);
    font-size: 1.1em;
    font-variant-numeric: tabular-nums lining-nums;
    opacity: 1;
  }

  .brackets button::before {
    position: absolute;
    inset: 4px 2px auto;
    block-size: 6px;
    border: solid currentColor;
    border-width: 0 1px 1px;
    border-radius: 0 0 3px 3px;
    content: '';
  }

  .brackets button.typed::before {
    border-width: 0 0 1px;
    border-style: dotted;
    border-radius: 0;
  }

  .brackets button.unclear {
    font-style: italic;
  }

  .brackets button[aria-pressed='true'] {
    background-color: var(--_track);
    color: var(--_text);
    font-weight: 600;
  }

  .number .alternatives {
    flex-wrap: wrap;
    gap: 2px;
    padding: 2px 8px;
    border-block-start: 1px solid var(--_line);
  }

  .number .alternatives[hidden] {
    display: none;
  }

  .number .alternatives button:nth-of-type(n) {
    display: block;
    inline-size: auto;
    min-inline-size: 36px;
    padding-inline: 8px;
    color: var(--_text);
  }

  .number .alternatives [part~='alternative'] {
    font-size: 1.2em;
  }

  .number .alternatives button:not([part~='alternative']) {
    background-color: transparent;
    color: var(--_muted);
    font-size: 1em;
  }

  .tools {
    display: flex;
    align-items: center;
    justify-content: flex-end;
    padding: 2px;
    border-block-start: 1px solid var(--_line);
  }

  .tools .footer {
    flex: 1;
    padding-inline-start: 8px;
  }

  .tools .toolbar {
    flex: none;
  }

  .anchor {
    outline: none;
  }

  @media (forced-colors: active) {
    .brackets button {
      border: 0;
    }
  }
`;
