import { parse, View } from 'vega';
import { compile, type Config, type TopLevelSpec } from 'vega-lite';
import { trusted, type Markup } from './html.js';

/** Names of the page's colours, for marks; they follow the reader's scheme. */
export const PLOT_COLORS = {
  ink: 'var(--ink)',
  faint: 'var(--faint)',
  good: 'var(--good)',
  bad: 'var(--bad)',
} as const;

const FONT = 'system-ui, sans-serif';

const CONFIG: Config = {
  background: 'transparent',
  font: FONT,
  view: { stroke: null },
  axis: {
    labelColor: PLOT_COLORS.faint,
    titleColor: PLOT_COLORS.faint,
    titleFontWeight: 'normal',
    labelFontSize: 11,
    titleFontSize: 12,
    gridColor: 'var(--grid)',
    domainColor: 'var(--line)',
    tickColor: 'var(--line)',
  },
};

/**
 * Draws a Vega-Lite specification for a page made by renderPage, whose colours it takes on.
 *
 * Marks must not be clipped: the ids that clipping needs are the same in every plot of a page.
 *
 * @returns an `<svg>` that scales with what it stands in.
 */
export async function plot(spec: TopLevelSpec): Promise<Markup> {
  const { spec: compiled } = compile({ ...spec, config: CONFIG });
  const view = new View(parse(compiled), { renderer: 'none' });
  try {
    return trusted(await view.toSVG());
  } finally {
    view.finalize();
  }
}
