import type { TopLevelSpec } from 'vega-lite';
import { html, type Markup } from '../../lib/html.js';
import { plot, PLOT_COLORS } from '../../lib/plot.js';
import type { VariationAxis } from '../variations/axes.js';
import type { Variation } from '../variations/measure.js';

/** The share read right along one axis, with its interval. */
export async function variationPlot(variation: Variation): Promise<Markup> {
  return html`<figure>
    <figcaption>${variation.axis.title}</figcaption>
    <div class="plot">${await plot(specification(variation))}</div>
  </figure>`;
}

function specification({ axis, points }: Variation): TopLevelSpec {
  const x = {
    field: 'value',
    type: 'quantitative' as const,
    scale: horizontalScale(axis),
    axis: {
      title: axis.label,
      values: [...axis.values],
      format: '~r',
      labelOverlap: true,
      labelFlush: false,
      grid: false,
    },
  };
  const y = {
    field: 'share',
    type: 'quantitative' as const,
    scale: { zero: false },
    axis: { title: 'share right', format: '~%', tickCount: 6 },
  };
  const { good, faint } = PLOT_COLORS;
  return {
    width: 450,
    height: 260,
    // The axes included, so that all plots are of one size.
    autosize: { type: 'fit', contains: 'padding' },
    data: { values: [...points] },
    layer: [
      {
        data: { values: axis.unaltered === undefined ? [] : [{ value: axis.unaltered }] },
        mark: { type: 'rule', color: faint, strokeDash: [4, 4] },
        encoding: { x },
      },
      {
        mark: { type: 'area', color: good, opacity: 0.2 },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      {
        mark: { type: 'line', color: good, point: { color: good, size: 30 } },
        encoding: { x, y },
      },
    ],
  };
}

function horizontalScale({ logarithmic, values }: VariationAxis) {
  const domain = [Math.min(...values), Math.max(...values)];
  return { type: logarithmic ? ('log' as const) : ('linear' as const), domain, nice: false };
}
