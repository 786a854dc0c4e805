import { css, type CSSResultGroup } from 'lit';
import { screenReaderOnly, sharedStyles } from './shared.styles.js';

/** Ten bars, or ten chips. */
export const styles: CSSResultGroup = [
  sharedStyles,
  css`
    :host {
      --_bar-size: var(--digit-recognizer-bar-size, 4px);
      --_bar-radius: var(--digit-recognizer-bar-radius, 2px);
      display: block;
      container-type: inline-size;
    }

    .bars {
      display: grid;
      gap: 2px;
      margin: 0;
      padding: 0;
      color: var(--_muted);
      font-size: 0.79em;
      font-variant-numeric: tabular-nums lining-nums;
      line-height: 13px;
      list-style: none;
    }

    li {
      display: grid;
      grid-template-columns: 0.7em 1fr;
      gap: 7px;
      align-items: center;
    }

    .best {
      color: var(--_text);
      font-weight: 600;
    }

    .percent {
      display: none;
      text-align: end;
      white-space: nowrap;
    }

    /* Zero percent is not shown. */
    .slight .percent {
      opacity: 0;
    }

    .track {
      block-size: var(--_bar-size);
      overflow: clip;
      border-radius: var(--_bar-radius);
      background: var(--_track);
    }

    @media (forced-colors: active) {
      .track {
        border-block-end: 1px solid GrayText;
      }
    }

    .bar {
      --_fraction: 0;
      display: block;
      inline-size: calc(var(--_fraction) * 100%);
      block-size: 100%;
      border-radius: inherit;
      background: var(--_muted);
      transition: inline-size 200ms ease-out;
    }

    .best .bar {
      background: var(--_accent);
    }

    @container (min-width: 180px) {
      li {
        grid-template-columns: 0.7em 1fr 3.4em;
      }

      .percent {
        display: block;
      }
    }

    .chips {
      display: grid;
      grid-template-columns: repeat(5, 1fr);
    }

    .chips button {
      position: relative;
      display: grid;
      place-items: center;
      min-inline-size: 24px;
      block-size: 44px;
      overflow: clip;
      background-color: var(--_track);
      font-variant-numeric: tabular-nums lining-nums;
    }

    .chips .best {
      color: var(--_accent);
      font-weight: 600;
    }

    .chips .bar {
      position: absolute;
      inset-block: auto 0;
      inset-inline-start: 0;
      block-size: 3px;
    }

    @container (max-width: 139px) {
      .chips {
        grid-template-columns: repeat(3, 1fr);
      }

      .chips button {
        border-width: 2px;
      }
    }

    .spoken {
      ${screenReaderOnly}
    }

    @media (prefers-reduced-motion: reduce) {
      .bar {
        transition: none;
      }
    }
  `,
];
