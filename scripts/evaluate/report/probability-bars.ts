import { html, trusted, type Markup } from '../../lib/html.js';
import { percent } from '../../lib/percent.js';
import type { Answer } from '../built-recognizer.js';

const HEIGHT = 24;

/** The ten probabilities as small bars, the written and the read digit's in their colours. */
export function probabilityBars({ digit, probabilities }: Answer, written?: number): Markup {
  const bars = probabilities.map((probability, value) => {
    const height = (probability * HEIGHT).toFixed(1);
    const top = (HEIGHT - Number(height)).toFixed(1);
    const kind = value === written ? 'written' : value === digit ? 'read' : 'other';
    return (
      `<g class="${kind}"><rect x="${value * 10 + 1}" y="${top}" width="8" height="${height}"/>` +
      `<text x="${value * 10 + 5}" y="33">${value}</text></g>`
    );
  });
  const spoken = probabilities
    .map((probability, value) => ({ probability, value }))
    .filter(({ probability }) => probability >= 0.005)
    .map(({ probability, value }) => `${value}: ${percent(probability)}`)
    .join(', ');
  return html`<svg class="bars" viewBox="0 0 100 35" role="img" aria-label="${spoken}">
    <title>${spoken}</title>
    <path d="M0 ${HEIGHT}H100" />
    ${trusted(bars.join(''))}
  </svg>`;
}
