import { css } from 'lit';

/** What all elements share: the host's colours and type, buttons, and where the focus is. */
export const tokens = css`
  :host {
    --_ink: var(--digit-recognizer-ink, #16181d);
    --_paper: var(--digit-recognizer-paper, #ffffff);
    --_text: var(--digit-recognizer-text, #16181d);
    --_muted: var(--digit-recognizer-muted, #666b76);
    --_line: var(--digit-recognizer-line, #dcdfe5);
    --_track: var(--digit-recognizer-track, #eceef2);
    --_accent: var(--digit-recognizer-accent, #3355d1);
    --_error: var(--digit-recognizer-error, #b3261e);
    --_radius: var(--digit-recognizer-radius, 14px);
    display: inline-block;
    box-sizing: border-box;
    max-inline-size: 100%;
    vertical-align: top;
    color: var(--_text);
    font-family: var(--digit-recognizer-font, system-ui, sans-serif);
    font-size: 14px;
    font-weight: 400;
    line-height: 1.3;
    letter-spacing: normal;
    text-align: start;
    -webkit-tap-highlight-color: transparent;
  }

  @supports (color: light-dark(#000, #fff)) {
    :host {
      --_ink: var(--digit-recognizer-ink, light-dark(#16181d, #f2f4f8));
      --_paper: var(--digit-recognizer-paper, light-dark(#ffffff, #1c1e23));
      --_text: var(--digit-recognizer-text, light-dark(#16181d, #eceff4));
      --_muted: var(--digit-recognizer-muted, light-dark(#666b76, #a0a6b3));
      --_line: var(--digit-recognizer-line, light-dark(#dcdfe5, #363a43));
      --_track: var(--digit-recognizer-track, light-dark(#eceef2, #2b2e35));
      --_accent: var(--digit-recognizer-accent, light-dark(#3355d1, #8ea6ff));
      --_error: var(--digit-recognizer-error, light-dark(#b3261e, #ffb0a8));
    }
  }

  /* Also for what is painted on the canvas, which the browser does not force. */
  @media (forced-colors: active) {
    :host {
      --_ink: CanvasText;
      --_paper: Canvas;
      --_text: CanvasText;
      --_muted: CanvasText;
      --_line: CanvasText;
      --_track: Canvas;
      --_accent: Highlight;
      --_error: CanvasText;
    }
  }

  :host([hidden]) {
    display: none;
  }

  * {
    box-sizing: border-box;
  }

  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }

  button {
    margin: 0;
    border: 0;
    border-radius: max(4px, calc(var(--_radius) - 5px));
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
    touch-action: manipulation;
  }

  button:hover:not(:disabled) {
    background: var(--_track);
    color: var(--_text);
  }

  button:disabled {
    opacity: 0.35;
    cursor: default;
  }
`;
