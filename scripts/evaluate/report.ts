import type { Preprocessing } from '../../src/ink/index.js';
import { operationsTable } from '../lib/descriptor.js';
import { grouped, kilobytes, percent } from '../lib/figures.js';
import {
  html,
  htmlTable,
  type HtmlValue,
  type Markup,
  renderPage,
  type Section,
  trusted,
} from '../lib/page.js';
import { alteredTable } from './altered.js';
import type { Answer } from './built-recognizer.js';
import type { Evaluation, ReadingGroup } from './evaluate.js';
import { handCurve, handTable } from './hand.js';
import { lettersTable } from './letters.js';
import {
  isExact,
  type NumberReading,
  numbersTable,
  type NumberSource,
  tallyNumbers,
} from './numbers.js';
import { calibrationPlot, pictures, strokesPicture, variationPlot } from './plots.js';
import { misread, type Reading } from './readings.js';
import {
  accuracyTable,
  BINS,
  countConfusion,
  intervalText,
  NO_ANSWER,
  type Tally,
  tallySource,
} from './statistics.js';
import { MAX_DIGITS } from './variations.js';

export async function renderReport(evaluation: Evaluation): Promise<string> {
  const { network, backend, tallies, groups, nonDigits } = evaluation;
  const { box, centre, penWidth } = network.preparation;
  const sections: (Section | null)[] = [
    { id: 'figures', title: 'In short', body: summary(evaluation) },
    { id: 'accuracy', title: 'Share read right', body: htmlTable(accuracyTable(tallies)) },
    {
      id: 'confusion',
      title: 'What was read for what',
      body: html`<p class="faint">Written digits down, read ones across.</p>
        <div class="side-by-side">${groups.map(heatTable)}</div>`,
    },
    {
      id: 'calibration',
      title: 'Can its confidence be believed?',
      body: html`<p class="faint">
          Answers sorted into ${BINS} bins by their confidence. Where bars reach the dashed line,
          confidence is the share of right answers; below it the network is too sure of itself. The
          thin lines are 95 % intervals. The expected calibration error is the mean distance from
          the dashed line, each bin weighted by its number of answers, which stands below it.
        </p>
        <div class="side-by-side">${await Promise.all(groups.map(calibrationPlot))}</div>`,
    },
    await variationSection(evaluation),
    {
      id: 'non-digits',
      title: 'Not a digit',
      body: html`<p class="faint">
          Drawings that are no digit. A network without an output for them can only be unsure.
        </p>
        <div class="cards">
          ${nonDigits.map(({ name, drawing, answer }) =>
            card(pictures(drawing, network.preparation), name, answer),
          )}
        </div>`,
    },
    { id: 'letters', title: 'Letters', body: htmlTable(lettersTable(evaluation.letters)) },
    {
      id: 'altered',
      title: 'Few points, stray ink, turned',
      body: htmlTable(alteredTable(evaluation.altered)),
    },
    ...groups.map((group) => misreadSection(group, network.preparation)),
    {
      id: 'hands',
      title: 'Does it learn its writer’s hand?',
      body: html`<p class="faint">
          Each writer’s digits in their order, each read before it teaches. Digits with wrong labels
          are left out.
        </p>
        ${htmlTable(handTable(evaluation.hands))} ${htmlTable(handCurve(evaluation.hands))}`,
    },
    { id: 'numbers', title: 'Numbers', body: htmlTable(numbersTable(evaluation.numbers)) },
    ...evaluation.numbers.map(numberSection),
    {
      id: 'network',
      title: 'The network',
      body: html`<p class="faint">
          A drawing is fitted to ${box} × ${box} pixels with a pen ${penWidth} wide and centered by
          its ${centre === 'mass' ? 'center of mass' : 'extent'} on 28 × 28.
        </p>
        ${htmlTable(operationsTable(network.operations))}`,
    },
  ];
  return renderPage({
    title: `How well ${network.name || 'this network'} reads`,
    lead: html`<p class="faint">${network.path} on ${backend}</p>`,
    style: REPORT_STYLE,
    sections: sections.filter((section) => section !== null),
  });
}

async function variationSection({ variations }: Evaluation): Promise<Section | null> {
  if (variations.length === 0) return null;
  const { count } = variations[0]!;
  return {
    id: 'variations',
    title: 'When hands and devices differ',
    body: html`<p class="faint">
        Share read right of the same ${grouped(count)} pen digits
        ${count === MAX_DIGITS && '(a fixed random choice of all)'}, altered, with its 95 %
        interval; wrongly labelled ones left out. The dashed line is where nothing is altered. Mind
        the scales: each begins where its curve needs it.
      </p>
      <div class="side-by-side">${await Promise.all(variations.map(variationPlot))}</div>`,
  };
}

function misreadSection({ id, name, readings }: ReadingGroup, preparation: Preprocessing): Section {
  const mistakes = misread(readings);
  const wrong = mistakes.filter(({ sample }) => sample.wrongLabel).length;
  const explained =
    id === 'strokes'
      ? html`On the left the strokes in the order <b class="stroke-1">first</b>,
          <b class="stroke-2">second</b>, <b class="stroke-3">third</b>,
          <b class="stroke-4">fourth</b>, a dot where the pen came down; on the right the input
          image. Below each stands its source and line.`
      : html`Each as the network sees it. Below each stands its index, counted from 0.`;
  return {
    id: `misread-${id}`,
    title: `Misread: ${name}`,
    body: html`<p class="faint">
        ${grouped(mistakes.length)} of ${grouped(readings.length)}
        digits${wrong > 0 && `, ${wrong} of them wrongly labelled`}. The most confident mistakes
        come first. ${explained} The bars are the probabilities of the ten digits:
        <b class="written">written</b>, <b class="read">read</b>.
      </p>
      <div class="cards">${mistakes.map((reading) => misreadCard(reading, preparation))}</div>`,
  };
}

/** The numbers that were not read exactly, the most confident mistakes first. */
function numberSection({ name, readings }: NumberSource, index: number): Section {
  const { exact, grouped: inGroups } = tallyNumbers(readings);
  const confidence = ({ answer }: NumberReading) => answer?.confidence ?? 0;
  const mistakes = readings
    .filter((reading) => !isExact(reading))
    .sort((one, other) => confidence(other) - confidence(one));
  return {
    id: `numbers-${index}`,
    title: `Numbers: ${name}`,
    body: html`<p class="faint">
        ${percent(exact / readings.length)} of ${grouped(readings.length)} read exactly,
        ${percent(inGroups / readings.length)} grouped rightly. Below are the others.
      </p>
      <div class="cards">
        ${mistakes.map(
          ({ sample, answer }) =>
            html`<article class="card number">
              <div class="pictures">${strokesPicture(sample.drawing)}</div>
              <p>
                <b class="written">${sample.label}</b> read as
                <b class="read">${answer?.value || 'no number'}</b>
                ${answer && html`<span class="confidence">${percent(answer.confidence)}</span>`}
              </p>
            </article> `,
        )}
      </div>`,
  };
}

function summary({ network, groups }: Evaluation): Markup {
  const share = (name: string, tally: Tally): Markup =>
    figure(
      name,
      percent(tally.share),
      intervalText(tally),
      html`calibration error <span class="nowrap">${percent(tally.calibrationError)}</span>`,
    );
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

function figure(name: string, value: string, ...notes: readonly HtmlValue[]): Markup {
  return html`<div>
    <dt>${name}</dt>
    ${[value, ...notes].map((note) => html`<dd>${note}</dd> `)}
  </div>`;
}

/** The color is full where this fraction of a written digit's is misread as one other. */
const FULL = 0.05;

/** A confusion matrix as a heat table. */
function heatTable({ name, readings }: ReadingGroup): Markup {
  const rows = countConfusion(readings);
  const cell = (count: number, read: number, label: number): Markup => {
    if (read === label) return html`<td class="right">${grouped(count)}</td>`;
    if (count === 0) return html`<td class="none">·</td>`;
    const written = rows[label]!.reduce((sum, other) => sum + other, 0);
    // By the root, so that single mistakes are seen beside the frequent ones.
    const heat = Math.min(1, Math.sqrt(count / written / FULL)).toFixed(2);
    const title = `${count} of ${written}: ${label} read as ${read === NO_ANSWER ? 'nothing' : read}`;
    return html`<td style="--heat: ${heat}" title="${title}">${count}</td>`;
  };
  return html`<figure>
    <figcaption>${name}</figcaption>
    <table class="confusion">
      <thead>
        <tr>
          <th scope="col"><span class="hidden">written</span></th>
          ${rows[0]!.map((_, read) => html`<th scope="col">${read === NO_ANSWER ? '–' : read}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row, label) =>
            html`<tr>
              <th scope="row">${label}</th>
              ${row.map((count, read) => cell(count, read, label))}
            </tr>`,
        )}
      </tbody>
    </table>
  </figure>`;
}

function misreadCard({ sample, answer }: Reading, preparation: Preprocessing): Markup {
  const { id, label, input, wrongLabel } = sample;
  return card(
    pictures(input, preparation),
    html`<b class="written">${label}</b>`,
    answer,
    label,
    html`<p class="id">${id}</p>
      ${wrongLabel && html`<p class="wrong-label"><b>Wrong label:</b> ${wrongLabel.reason}</p>`}`,
  );
}

function card(
  shown: Markup,
  name: HtmlValue,
  answer: Answer | null,
  written?: number,
  notes?: Markup,
): Markup {
  return html`<article class="${notes ? 'card misread' : 'card'}">
    <div class="pictures">${shown}</div>
    <p>
      ${name} read as <b class="read">${answer?.digit ?? 'no digit'}</b>
      ${answer && html`<span class="confidence">${percent(answer.confidence)}</span>`}
    </p>
    ${answer && probabilityBars(answer, written)} ${notes}
  </article> `;
}

const HEIGHT = 24;

/** The ten probabilities as small bars, the written and the read digit's in their colors. */
function probabilityBars({ digit, probabilities }: Answer, written?: number): Markup {
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
    .flatMap((probability, value) =>
      probability >= 0.005 ? [`${value}: ${percent(probability)}`] : [],
    )
    .join(', ');
  return html`<svg class="bars" viewBox="0 0 100 35" role="img" aria-label="${spoken}">
    <title>${spoken}</title>
    <path d="M0 ${HEIGHT}H100" />
    ${trusted(bars.join(''))}
  </svg>`;
}

/** What this report adds to the style that all share. */
const REPORT_STYLE = `
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.stroke-1, .written { color: var(--good); }
.stroke-2, .read { color: var(--bad); }
.stroke-3 { color: var(--third); }
.stroke-4 { color: var(--fourth); }
.confusion { width: 100%; table-layout: fixed; font-size: clamp(0.65rem, 2.6vw, 0.9rem); }
.confusion th, .confusion td { padding: 0.35em 0; text-align: center; }
.confusion thead th { font-size: inherit; }
.confusion tr > :first-child { width: 1.5em; }
.confusion tbody tr { border: 0; }
.confusion td { border-radius: 0.2em; background: color-mix(in srgb, var(--bad) calc(var(--heat, 0) * 55%), transparent); }
.confusion .right { background: color-mix(in srgb, var(--good) 16%, transparent); }
.confusion .none { color: var(--line); }
.cards {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr));
  gap: 0.75rem;
}
.card {
  padding: 0.75rem;
  border-radius: 0.5rem;
  background: var(--card);
  content-visibility: auto;
  contain-intrinsic-size: auto 11rem;
  font-variant-numeric: tabular-nums;
}
.card p { margin: 0.5rem 0 0; font-size: 0.9rem; line-height: 1.3; }
.card .id { margin-top: 0.25rem; color: var(--faint); font-size: 0.75rem; overflow-wrap: anywhere; }
.card .wrong-label { padding-left: 0.5rem; border-left: 3px solid var(--fourth); font-size: 0.8rem; overflow-wrap: anywhere; }
.confidence { color: var(--faint); white-space: nowrap; }
.pictures { display: flex; justify-content: center; gap: 0.5rem; }
.pictures > * { flex: 0 1 5.5rem; min-width: 0; height: auto; aspect-ratio: 1; }
.pictures .strokes { overflow: visible; padding: 0.15rem; }
.number .pictures > * { flex-basis: 9rem; }
.pictures img { image-rendering: pixelated; border-radius: 0.25rem; }
.bars { display: block; width: 100%; margin-top: 0.4rem; }
.bars path { stroke: var(--line); stroke-width: 0.5; }
.bars text { font-size: 8px; text-anchor: middle; fill: var(--faint); }
.bars .other { fill: var(--faint); }
.bars .written, .bars .written text { fill: var(--good); }
.bars .read, .bars .read text { fill: var(--bad); }
`;
