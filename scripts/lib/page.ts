import { html, trusted, type HtmlValue } from './html.js';
import { PAGE_STYLE } from './page-style.js';

export interface Page {
  readonly title: string;
  /** What stands beneath the title. */
  readonly lead: HtmlValue;
  /** In order; each is a heading with what belongs to it. */
  readonly sections: readonly Section[];
  /** CSS of this page's own, after the shared one. */
  readonly style?: string;
}

export interface Section {
  /** For links to it; unique on the page. */
  readonly id: string;
  readonly title: string;
  readonly body: HtmlValue;
}

/** Nothing may be fetched: the browser itself holds the page to being one file. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/**
 * A report as one HTML file: no script, no request, light or dark as the reader's system is.
 *
 * @returns the whole document.
 */
export function renderPage({ title, lead, sections, style = '' }: Page): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <title>${title}</title>
        <style>
          ${trusted(PAGE_STYLE + style)}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          ${lead}
          <nav aria-label="Sections">
            ${sections.map(({ id, title }) => html`<a href="#${id}">${title}</a> `)}
          </nav>
        </header>
        <main>
          ${sections.map(
            ({ id, title, body }) =>
              html`<section id="${id}">
                <h2>${title}</h2>
                ${body}
              </section> `,
          )}
        </main>
      </body>
    </html> `.text;
}
