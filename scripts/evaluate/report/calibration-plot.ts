import type { TopLevelSpec } from 'vega-lite';
import { html, type Markup } from '../../lib/html.js';
import { percent } from '../../lib/percent.js';
import { plot, PLOT_COLORS } from '../../lib/plot.js';
import { calibrationBins, expectedCalibrationError, type CalibrationBin } from '../calibration.js';
import type { ReadingGroup } from '../evaluation.js';
import { wilsonInterval } from '../interval.js';

const WIDTH = 400;

/** The reliability diagram, and below it how many answers each bin holds. */
export async function calibrationPlot({ name, readings }: ReadingGroup): Promise<Markup> {
  const bins = calibrationBins(readings);
  return html`<figure>
    <figcaption>
      ${name}: expected calibration error ${percent(expectedCalibrationError(bins))}
    </figcaption>
    <div class="plot">${await plot(specification(bins.filter(({ count }) => count > 0)))}</div>
  </figure>`;
}

function specification(bins: readonly CalibrationBin[]): TopLevelSpec {
  const shares = { domain: [0, 1] };
  const bin = {
    x: { field: 'low', type: 'quantitative', bin: 'binned', scale: shares } as const,
    x2: { field: 'high' } as const,
  };
  const confidence = { ...bin.x, axis: { title: 'confidence', format: '%' } };
  return {
    data: { values: bins.map(toDatum) },
    spacing: 12,
    vconcat: [
      {
        width: WIDTH,
        height: 200,
        layer: [
          {
            mark: { type: 'bar', color: PLOT_COLORS.good, opacity: 0.75, binSpacing: 1 },
            encoding: {
              ...bin,
              x: { ...bin.x, axis: { title: null, labels: false } },
              y: {
                field: 'accuracy',
                type: 'quantitative',
                scale: shares,
                axis: { title: 'share right', format: '%', minExtent: 34 },
              },
            },
          },
          {
            mark: { type: 'rule', color: PLOT_COLORS.ink, strokeWidth: 1 },
            encoding: {
              x: { field: 'middle', type: 'quantitative' },
              y: { field: 'least', type: 'quantitative' },
              y2: { field: 'most' },
            },
          },
          {
            data: { values: [{ at: 0 }, { at: 1 }] },
            mark: { type: 'line', color: PLOT_COLORS.ink, strokeDash: [4, 4], strokeWidth: 1.5 },
            encoding: {
              x: { field: 'at', type: 'quantitative' },
              y: { field: 'at', type: 'quantitative' },
            },
          },
        ],
      },
      {
        width: WIDTH,
        height: 70,
        layer: [
          {
            mark: { type: 'bar', color: PLOT_COLORS.faint, opacity: 0.6, binSpacing: 1 },
            encoding: {
              ...bin,
              x: confidence,
              y: {
                field: 'count',
                type: 'quantitative',
                // Most answers are sure ones: the few others would be flat beside them.
                scale: { type: 'symlog' },
                axis: { title: 'answers', labels: false, ticks: false, grid: false, minExtent: 34 },
              },
            },
          },
          {
            mark: { type: 'text', dy: -6, fontSize: 9, color: PLOT_COLORS.faint },
            encoding: {
              x: { field: 'middle', type: 'quantitative' },
              y: { field: 'count', type: 'quantitative' },
              text: { field: 'count', type: 'quantitative' },
            },
          },
        ],
      },
    ],
  };
}

/** A bin that is not empty, with its middle and the 95 % interval of the share that is right. */
function toDatum(bin: CalibrationBin) {
  const [least, most] = wilsonInterval(Math.round(bin.accuracy * bin.count), bin.count);
  return { ...bin, middle: (bin.low + bin.high) / 2, least, most };
}
