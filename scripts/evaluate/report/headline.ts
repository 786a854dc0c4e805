import { grouped, kilobytes } from '../../lib/figures.js';
import { html, type HtmlValue, type Markup } from '../../lib/html.js';
import { percent } from '../../lib/percent.js';
import type { Evaluation } from '../evaluation.js';
import { tallySource, type Tally } from '../tally.js';
import { intervalText } from '../interval-text.js';

/** The figures that are compared first. */
export function headline({ network, groups }: Evaluation): Markup {
  return html`<dl class="figures">
    ${groups.map(({ name, readings }) => {
      const { all, kept } = tallySource(name, readings);
      return html`${share(name, all!)} ${kept && share(`${name}, without wrong labels`, kept)}`;
    })}
    ${figure(
      'Weight files',
      kilobytes(network.bytes),
      `${grouped(network.bytes)} bytes`,
      `${kilobytes(network.gzipped)} gzipped`,
    )}
    ${figure('Weights', grouped(network.weights), 'trained parameters')}
    ${figure('Multiply-adds', grouped(network.multiplyAdds), 'per digit')}
  </dl>`;
}

function share(name: string, tally: Tally): Markup {
  const error = html`calibration error
    <span class="nowrap">${percent(tally.calibrationError)}</span>`;
  return figure(name, percent(tally.share), intervalText(tally), error);
}

function figure(name: string, value: string, ...notes: readonly HtmlValue[]): Markup {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
    ${notes.map((note) => html`<dd>${note}</dd> `)}
  </div>`;
}
