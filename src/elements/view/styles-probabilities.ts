import { css } from 'lit';

/** Ten bars, or ten chips. */
export const probabilitiesStyles = css`
  :host {
    display: block;
    container-type: inline-size;
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

  .chips {
    display: grid;
    grid-template-columns: repeat(5, 1fr);
    gap: 4px;
  }

  .chips button {
    position: relative;
    display: grid;
    place-items: center;
    min-inline-size: 24px;
    block-size: 34px;
    padding: 0;
    overflow: clip;
    background: var(--_track);
    font-size: 14px;
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

    li {
      grid-template-columns: 0.7em 1fr;
      gap: 5px;
    }

    .percent {
      display: none;
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
