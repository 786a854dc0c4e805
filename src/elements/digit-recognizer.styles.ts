import { css, type CSSResultGroup } from 'lit';
import { screenReaderOnly, sharedStyles } from './shared.styles.js';

/** The field: a card with the surface and a panel, a label above it, and help and error below. */
export const styles: CSSResultGroup = [
  sharedStyles,
  css`
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

    /* A picture is held over it. */
    :host(:state(dropping)) .card {
      outline: var(--_focus-width) dashed var(--_focus);
      outline-offset: 1px;
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
      .field:focus-visible {
        outline: none;
      }

      .card:has(.field:focus-visible) {
        outline: var(--_focus-width) solid var(--_focus);
        outline-offset: 1px;
      }
    }

    /* A typed digit is shown between the lines, as if it were written there, also where none can be written. */
    digit-pad:has(.ghost) {
      --_guide-opacity: 1;
    }

    .ghost {
      margin-block-end: calc(1.9em / 8);
      color: var(--_muted);
      font-family: var(--digit-recognizer-digit-font, var(--_font));
      font-size: 62cqi;
      font-weight: 300;
      line-height: 0.72;
      opacity: 0.5;
    }

    /* A digit that writes itself, once. */
    .example {
      position: absolute;
      inset: 15% 20% 25%;
      inline-size: 60%;
      block-size: 60%;
      color: var(--_muted);
      pointer-events: none;
      stroke-width: 5;
      stroke-dasharray: 1;
      opacity: 0.4;
      animation: write 3s 500ms both;
    }

    @keyframes write {
      from {
        stroke-dashoffset: 1;
        opacity: 0;
      }

      5% {
        stroke-dashoffset: 1;
        opacity: 0.4;
      }

      50%,
      80% {
        stroke-dashoffset: 0;
        opacity: 0.4;
      }

      to {
        opacity: 0;
      }
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
      inline-size: calc(var(--_fraction) * 100%);
      block-size: 2px;
      background: var(--_accent);
      transition: inline-size 200ms;
    }

    /* A quick load shows no progress. */
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
      transition: border-color 150ms;
    }

    /* An empty field is a sheet of paper: the tools come with the ink. */
    .empty .none,
    .toolbar button:disabled {
      border-color: transparent;
    }

    .toolbar button:disabled {
      opacity: 0;
    }

    digit-probabilities {
      grid-area: more;
      padding: 4px 10px 10px;
    }

    .chips digit-probabilities {
      padding: 0 2px 2px;
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

    .toolbar {
      display: flex;
      flex-wrap: wrap;
      grid-area: tools;
      justify-content: flex-end;
    }

    .toolbar button {
      display: grid;
      place-items: center;
      inline-size: 44px;
      block-size: 44px;
      color: var(--_muted);
    }

    svg {
      inline-size: 20px;
      block-size: 20px;
      fill: none;
      stroke: currentColor;
      stroke-width: 1.75;
      stroke-linecap: round;
      stroke-linejoin: round;
    }

    .toolbar:dir(rtl) svg {
      scale: -1 1;
    }

    @container (max-width: 159px) {
      .toolbar button {
        inline-size: clamp(28px, calc(50cqi - 17px), 44px);
      }

      /* Redo is still available with the keyboard. */
      .toolbar [part~='redo-button'] {
        display: none;
      }
    }

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

    .unsure .reading,
    .hint {
      color: var(--_unsure);
    }

    /* As the answer comes, the ink that was read is dimmed for a moment. */
    .read .reading {
      animation: appear 160ms;
    }

    .read digit-pad {
      animation: pulse 120ms;
    }

    @keyframes pulse {
      50% {
        opacity: 0.8;
      }
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

    /* A page can show it by ::part(backend) { display: block }. */
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
      ${screenReaderOnly}
    }

    /* If there is no answer yet, a failure is shown in its place. */
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
        ${screenReaderOnly}
      }
    }

    /* As many as fit beside the toolbar. */
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

    /* The panel is beside the surface. */
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

    /* Alternatives get their own row; the status is only an icon. */
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
        ${screenReaderOnly}
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

    @media (prefers-reduced-motion: reduce) {
      * {
        transition: none !important;
        animation-duration: 0s !important;
      }

      /* It stands there for a moment. */
      .example {
        stroke-dasharray: none;
        animation: none;
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
  `,
];
