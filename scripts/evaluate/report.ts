import type { Preprocessing } from '../../src/ink/index.js';
import { grouped, kilobytes, percent } from '../lib/figures.js';
import {
  html,
  type HtmlValue,
  type Markup,
  renderPage,
  type Section,
  trusted,
} from '../lib/page.js';
import type { Answer, NetworkFacts } from './built-recognizer.js';
import type { Evaluation, ReadingGroup } from './evaluate.js';
import { calibrationPlot, pictures, variationPlot } from './plots.js';
import { misread, type NonDigitReading, type Reading } from './readings.js';
import {
  BINS,
  countConfusion,
  intervalText,
  type SourceTally,
  type Tally,
  tallySource,
} from './statistics.js';
import { MOST_DIGITS } from './variations.js';

/** The whole page: figures, tables, curves, and every digit that was misread. */
export async function renderReport(evaluation: Evaluation): Promise<string> {
  const { network, backend, tallies, groups, nonDigits } = evaluation;
  return renderPage({
    title: `How well ${network.name || 'this network'} reads`,
    lead: html`<p class="faint">${network.path} on ${backend}</p>`,
    style: REPORT_STYLE,
    sections: [
      { id: 'figures', title: 'In short', body: headline(evaluation) },
      { id: 'accuracy', title: 'Share read right', body: accuracyTable(tallies) },
      {
        id: 'confusion',
        title: 'What was read for what',
        body: html`<p class="faint">Written digits down, read ones across.</p>
          <div class="side-by-side">${groups.map(confusionTable)}</div>`,
      },
      {
        id: 'calibration',
        title: 'Can its confidence be believed?',
        body: html`<p class="faint">
            Answers sorted into ${BINS} bins by their confidence. Where bars reach the dashed line,
            confidence is the share of right answers; below it the network is too sure of itself.
            The thin lines are 95 % intervals. The expected calibration error is the mean distance
            from the dashed line, each bin weighted by its number of answers, which stands below it.
          </p>
          <div class="side-by-side">${await Promise.all(groups.map(calibrationPlot))}</div>`,
      },
      await variationSection(evaluation),
      {
        id: 'non-digits',
        title: 'Not a digit',
        body: html`<p class="faint">
            Drawings that are no digit. The network has no class for them; a low confidence is the
            best it can do.
          </p>
          ${nonDigitCards(nonDigits, network.preparation)}`,
      },
      ...groups.map((group) => misreadSection(evaluation, group)),
      { id: 'network', title: 'The network', body: networkTable(network) },
    ].filter((section) => section !== null),
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
        ${count === MOST_DIGITS && '(a fixed random choice of all)'}, altered, with its 95 %
        interval; wrongly labelled ones left out. The dashed line is where nothing is altered. Mind
        the scales: each begins where its curve needs it.
      </p>
      <div class="side-by-side">${await Promise.all(variations.map(variationPlot))}</div>`,
  };
}

function misreadSection({ network }: Evaluation, group: ReadingGroup): Section {
  const mistakes = misread(group.readings);
  return {
    id: `misread-${group.id}`,
    title: `Misread: ${group.name}`,
    body: html`${misreadLead(group, mistakes)}
      <div class="cards">
        ${mistakes.map((reading) => misreadCard(reading, network.preparation))}
      </div>`,
  };
}

function misreadLead({ id, readings }: ReadingGroup, mistakes: readonly Reading[]): Markup {
  const wrong = mistakes.filter(({ sample }) => sample.wrongLabel).length;
  const explained =
    id === 'strokes'
      ? html`On the left the strokes in the order <b class="stroke-1">first</b>,
          <b class="stroke-2">second</b>, <b class="stroke-3">third</b>,
          <b class="stroke-4">fourth</b>, a dot where the pen came down; on the right the input
          image. Below each stands its source and line.`
      : html`Each as the network sees it. Below each stands its index, counted from 0.`;
  return html`<p class="faint">
    ${grouped(mistakes.length)} of ${grouped(readings.length)}
    digits${wrong > 0 && `, ${wrong} of them wrongly labelled`}. The most confident mistakes come
    first. ${explained} The bars are the probabilities of the ten digits:
    <b class="written">written</b>, <b class="read">read</b>.
  </p>`;
}

/** The figures that are compared first. */
function headline({ network, groups }: Evaluation): Markup {
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

/** A row per source; the columns without wrong labels only where the list names any. */
function accuracyTable(tallies: readonly SourceTally[]): Markup {
  const listed = tallies.some(({ kept }) => kept);
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">source</th>
          <th scope="col">digits</th>
          <th scope="col">right</th>
          <th scope="col">share</th>
          <th scope="col">95 % interval</th>
          <th scope="col">calibration error</th>
          ${
            listed &&
            html`<th scope="col">without wrong labels</th>
              <th scope="col">95 % interval</th>`
          }
        </tr>
      </thead>
      <tbody>
        ${tallies.map((tally) => tallyRow(tally, listed))}
      </tbody>
    </table>
  </div>`;
}

function tallyRow({ name, all, kept }: SourceTally, listed: boolean): Markup {
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${grouped(all?.count ?? 0)}</td>
    <td>${all ? grouped(all.correct) : '–'}</td>
    <td><b>${all ? percent(all.share) : '–'}</b></td>
    <td>${all ? intervalText(all) : '–'}</td>
    <td>${all ? percent(all.calibrationError) : '–'}</td>
    ${listed && keptCells(kept)}
  </tr> `;
}

function keptCells(kept: Tally | null): Markup {
  if (!kept)
    return html`<td></td>
      <td></td>`;
  return html`<td><b>${percent(kept.share)}</b> of ${grouped(kept.count)}</td>
    <td>${intervalText(kept)}</td>`;
}

/** The colour is full where this share of a written digit's is misread as one other. */
const FULL = 0.05;

/** A confusion matrix as a heat table; a column for no answer only where there are such. */
function confusionTable({ name, readings }: ReadingGroup): Markup {
  const labels = readings.map(({ sample }) => sample.label);
  const { table } = countConfusion(
    labels,
    readings.map(({ answer }) => answer && answer.digit),
  );
  const columns = table.some((row) => row[10]! > 0) ? 11 : 10;
  const heads = Array.from({ length: columns }, (_, read) => (read === 10 ? '–' : `${read}`));
  return html`<figure>
    <figcaption>${name}</figcaption>
    <table class="confusion">
      <thead>
        <tr>
          <th scope="col"><span class="hidden">written</span></th>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${table.map((row, label) => confusionRow(row.slice(0, columns), label))}
      </tbody>
    </table>
  </figure>`;
}

function confusionRow(row: readonly number[], label: number): Markup {
  const written = row.reduce((sum, count) => sum + count, 0);
  return html`<tr>
    <th scope="row">${label}</th>
    ${row.map((count, read) => {
      if (read === label) return html`<td class="right">${grouped(count)}</td>`;
      if (count === 0) return html`<td class="none">·</td>`;
      // By the root, so that single mistakes are seen beside the frequent ones.
      const heat = Math.min(1, Math.sqrt(count / written / FULL));
      const title = `${count} of ${written}: ${label} read as ${read === 10 ? 'nothing' : read}`;
      return html`<td style="--heat: ${heat.toFixed(2)}" title="${title}">${count}</td>`;
    })}
  </tr>`;
}

/** A misread digit: what it looks like, what it was taken for, and where it is found. */
function misreadCard({ sample, answer }: Reading, preparation: Preprocessing): Markup {
  const { id, label, input, wrongLabel } = sample;
  return html`<article class="card misread">
    <div class="pictures">${pictures(input, preparation)}</div>
    <p>
      <b class="written">${label}</b> read as
      <b class="read">${answer?.digit ?? 'no digit'}</b>
      ${answer && html`<span class="confidence">${percent(answer.confidence)}</span>`}
    </p>
    ${answer && probabilityBars(answer, label)}
    <p class="id">${id}</p>
    ${wrongLabel && html`<p class="wrong-label"><b>Wrong label:</b> ${wrongLabel.reason}</p>`}
  </article> `;
}

/** The plan that a backend executes, operation by operation. */
function networkTable({ operations, preparation, ...network }: NetworkFacts): Markup {
  const { box, centre, penWidth } = preparation;
  return html`<p class="faint">
      A drawing is fitted to ${box} × ${box} pixels with a pen ${penWidth} wide and centred by its
      ${centre === 'mass' ? 'centre of mass' : 'extent'} on 28 × 28.
    </p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">operation</th>
            <th scope="col">kind</th>
            <th scope="col">result</th>
            <th scope="col">weights</th>
            <th scope="col">multiply-adds</th>
          </tr>
        </thead>
        <tbody>
          ${operations.map(
            ({ name, kind, shape, weights, multiplyAdds }) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td>${kind}</td>
                <td>${shape.join(' × ')}</td>
                <td>${grouped(weights)}</td>
                <td>${grouped(multiplyAdds)}</td>
              </tr> `,
          )}
          <tr>
            <th scope="row">all</th>
            <td></td>
            <td></td>
            <td><b>${grouped(network.weights)}</b></td>
            <td><b>${grouped(network.multiplyAdds)}</b></td>
          </tr>
        </tbody>
      </table>
    </div>`;
}

/** What each drawing was taken for, and how surely. */
function nonDigitCards(readings: readonly NonDigitReading[], preparation: Preprocessing): Markup {
  return html`<div class="cards">
    ${readings.map(
      ({ name, drawing, answer }) =>
        html`<article class="card">
          <div class="pictures">${pictures(drawing, preparation)}</div>
          <p>
            ${name} read as <b class="read">${answer?.digit ?? 'no digit'}</b>
            ${answer && html`<span class="confidence">${percent(answer.confidence)}</span>`}
          </p>
          ${answer && probabilityBars(answer)}
        </article> `,
    )}
  </div>`;
}

const HEIGHT = 24;

/** The ten probabilities as small bars, the written and the read digit's in their colours. */
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
.pictures img { image-rendering: pixelated; border-radius: 0.25rem; }
.bars { display: block; width: 100%; margin-top: 0.4rem; }
.bars path { stroke: var(--line); stroke-width: 0.5; }
.bars text { font-size: 8px; text-anchor: middle; fill: var(--faint); }
.bars .other { fill: var(--faint); }
.bars .written, .bars .written text { fill: var(--good); }
.bars .read, .bars .read text { fill: var(--bad); }
`;
