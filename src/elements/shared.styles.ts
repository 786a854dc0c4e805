import { css } from 'lit';

/** Hides text on the screen, but not from screen readers. */
export const screenReaderOnly = css`
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
`;

/** Shared by all elements: colors, sizes, type, buttons and the focus ring. */
export const sharedStyles = css`
  :host {
    --_ink: var(--digit-recognizer-ink, #16181d);
    --_paper: var(--digit-recognizer-paper, #ffffff);
    --_text: var(--digit-recognizer-text, #16181d);
    --_muted: var(--digit-recognizer-muted, #5f6470);
    --_border: var(--digit-recognizer-border, #878c98);
    --_line: var(--digit-recognizer-line, #e6e8ed);
    --_track: var(--digit-recognizer-track, #eef0f4);
    --_accent: var(--digit-recognizer-accent, #3355d1);
    --_error: var(--digit-recognizer-error, #b3261e);
    --_unsure: var(--digit-recognizer-unsure, #8f5300);
    --_focus: var(--digit-recognizer-focus, var(--_accent));
    --_focus-width: var(--digit-recognizer-focus-width, 2px);
    --_border-width: var(--digit-recognizer-border-width, 1px);
    --_radius: var(--digit-recognizer-radius, 12px);
    --_button-radius: var(--digit-recognizer-button-radius, max(4px, calc(var(--_radius) - 5px)));
    --_font: var(--digit-recognizer-font, system-ui, sans-serif);
    display: inline-block;
    box-sizing: border-box;
    max-inline-size: 100%;
    vertical-align: top;
    color: var(--_text);
    font-family: var(--_font);
    font-size: var(--digit-recognizer-font-size, 14px);
    font-style: normal;
    font-weight: 400;
    font-stretch: normal;
    font-variant: normal;
    line-height: 1.3;
    letter-spacing: normal;
    word-spacing: normal;
    text-align: start;
    text-indent: 0;
    text-shadow: none;
    text-transform: none;
    white-space: normal;
    overflow-wrap: normal;
    word-break: normal;
    hyphens: manual;
    list-style: none;
    cursor: auto;
    -webkit-text-fill-color: currentColor;
    -webkit-text-stroke: 0;
    -webkit-tap-highlight-color: transparent;
  }

  @supports (color: light-dark(#000, #fff)) {
    :host {
      --_ink: var(--digit-recognizer-ink, light-dark(#16181d, #f2f4f8));
      --_paper: var(--digit-recognizer-paper, light-dark(#ffffff, #1c1e23));
      --_text: var(--digit-recognizer-text, light-dark(#16181d, #eceff4));
      --_muted: var(--digit-recognizer-muted, light-dark(#5f6470, #a0a6b3));
      --_border: var(--digit-recognizer-border, light-dark(#878c98, #737986));
      --_line: var(--digit-recognizer-line, light-dark(#e6e8ed, #30343c));
      --_track: var(--digit-recognizer-track, light-dark(#eef0f4, #2b2e35));
      --_accent: var(--digit-recognizer-accent, light-dark(#3355d1, #8ea6ff));
      --_error: var(--digit-recognizer-error, light-dark(#b3261e, #ffb0a8));
      --_unsure: var(--digit-recognizer-unsure, light-dark(#8f5300, #ffc46b));
    }
  }

  @media (prefers-contrast: more) {
    :host {
      --_ink: var(--_text);
      --_muted: var(--_text);
      --_unsure: var(--_text);
      --_border: var(--_text);
      --_line: var(--_text);
    }
  }

  /* The browser does not force the colors of a canvas. */
  @media (forced-colors: active) {
    :host {
      --_ink: CanvasText;
      --_paper: Canvas;
      --_text: CanvasText;
      --_muted: CanvasText;
      --_border: CanvasText;
      --_line: CanvasText;
      --_track: Canvas;
      --_accent: Highlight;
      --_error: CanvasText;
      --_unsure: CanvasText;
    }
  }

  /* Paper is white even in dark mode. Bars are backgrounds, which browsers do not print by default. */
  @media print {
    :host {
      --_ink: #16181d;
      --_paper: #fff;
      --_text: #16181d;
      --_muted: #5f6470;
      --_border: #878c98;
      --_line: #e6e8ed;
      --_track: #eef0f4;
      --_accent: #3355d1;
      --_error: #b3261e;
      --_unsure: #8f5300;
      background: #fff;
      color-scheme: light;
      -webkit-print-color-adjust: exact;
      print-color-adjust: exact;
    }
  }

  :host([hidden]) {
    display: none;
  }

  * {
    box-sizing: border-box;
  }

  :focus-visible {
    outline: var(--_focus-width) solid var(--_focus);
    outline-offset: calc(-1 * var(--_focus-width));
  }

  /* As large as a finger. The background, seen on hover, is smaller. */
  button {
    margin: 0;
    padding: 0;
    border: 4px solid transparent;
    border-radius: calc(var(--_button-radius) + 4px);
    background: none padding-box;
    color: inherit;
    font: inherit;
    cursor: pointer;
    touch-action: manipulation;
  }

  @media (hover: hover) {
    button:hover:not(:disabled) {
      background-color: var(--_track);
      color: var(--_text);
    }
  }

  button:active:not(:disabled) {
    background-color: var(--_line);
    color: var(--_text);
  }

  button:disabled {
    opacity: 0.35;
    cursor: default;
  }

  @media (forced-colors: active) {
    button {
      border: 1px solid;
    }

    button:active:not(:disabled) {
      background: Highlight;
      color: HighlightText;
    }

    button:disabled {
      color: GrayText;
      opacity: 1;
    }
  }
`;
