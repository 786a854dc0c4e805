import { html, svg, type TemplateResult } from 'lit';

function icon(paths: TemplateResult): TemplateResult {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">${paths}</svg>`;
}

export const undoIcon = icon(svg`<path d="M9 14 4 9l5-5" /><path d="M4 9h10a6 6 0 0 1 0 12h-3" />`);

export const redoIcon = icon(
  svg`<path d="m15 14 5-5-5-5" /><path d="M20 9H10a6 6 0 0 0 0 12h3" />`,
);

export const retryIcon = icon(
  svg`<path d="M20 12a8 8 0 1 1-2.3-5.7L20 8.6" /><path d="M20 3.6v5h-5" />`,
);

export const clearIcon = icon(
  svg`<path d="M4.5 7h15" /><path d="M9.5 7V4h5v3" /><path d="m6.5 7 1 13h9l1-13" />`,
);

/** A pencil: the digit was typed or chosen. */
export const enteredIcon = icon(svg`<path d="M4 20h4L19 9l-4-4L4 16z" />`);
