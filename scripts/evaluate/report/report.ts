import { grouped } from '../../lib/figures.js';
import { html, type Markup } from '../../lib/html.js';
import { renderPage, type Section } from '../../lib/page.js';
import { BINS } from '../calibration.js';
import type { Evaluation, ReadingGroup } from '../evaluation.js';
import { misread } from '../misread.js';
import type { Reading } from '../reading.js';
import { MOST_DIGITS } from '../variations/measure.js';
import { accuracyTable } from './accuracy-table.js';
import { calibrationPlot } from './calibration-plot.js';
import { confusionTable } from './confusion-table.js';
import { headline } from './headline.js';
import { misreadCard } from './misread-card.js';
import { networkTable } from './network-table.js';
import { nonDigitCards } from './non-digit-card.js';
import { REPORT_STYLE } from './style.js';
import { variationPlot } from './variation-plot.js';

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
