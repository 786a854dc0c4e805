import type { TopLevelSpec } from 'vega-lite';
import {
  type Drawing,
  drawingToImage,
  drawingToSVG,
  IMAGE_SIDE,
  type Preprocessing,
  strokesFromFlat,
} from '../../src/ink/index.js';
import { fitDrawing } from '../../src/ink/rasterize.js';
import { percent } from '../lib/figures.js';
import { figure, grayPngUrl, html, type Markup, PLOT_COLORS, trusted } from '../lib/page.js';
import type { Input } from './built-recognizer.js';
import type { ReadingGroup } from './evaluate.js';
import { calibrationBins, expectedCalibrationError, wilsonInterval } from './statistics.js';
import type { Variation } from './variations.js';

const { ink, faint, good } = PLOT_COLORS;
const WIDTH = 400;

const number = <Field extends string>(field: Field) => ({ field, type: 'quantitative' }) as const;

/** The reliability diagram, and below it how many answers each bin holds. */
export function calibrationPlot({ name, readings }: ReadingGroup): Promise<Markup> {
  const bins = calibrationBins(readings);
  const shares = { domain: [0, 1] };
  const x = { ...number('low'), bin: 'binned', scale: shares } as const;
  const x2 = { field: 'high' };
  const spec: TopLevelSpec = {
    data: {
      values: bins.flatMap((bin) => {
        if (bin.count === 0) return [];
        const [least, most] = wilsonInterval(Math.round(bin.accuracy * bin.count), bin.count);
        return [{ ...bin, middle: (bin.low + bin.high) / 2, least, most }];
      }),
    },
    spacing: 12,
    vconcat: [
      {
        width: WIDTH,
        height: 200,
        layer: [
          {
            mark: { type: 'bar', color: good, opacity: 0.75, binSpacing: 1 },
            encoding: {
              x: { ...x, axis: { title: null, labels: false } },
              x2,
              y: {
                ...number('accuracy'),
                scale: shares,
                axis: { title: 'share right', format: '%', minExtent: 34 },
              },
            },
          },
          {
            mark: { type: 'rule', color: ink, strokeWidth: 1 },
            encoding: { x: number('middle'), y: number('least'), y2: { field: 'most' } },
          },
          {
            data: { values: [{ at: 0 }, { at: 1 }] },
            mark: { type: 'line', color: ink, strokeDash: [4, 4], strokeWidth: 1.5 },
            encoding: { x: number('at'), y: number('at') },
          },
        ],
      },
      {
        width: WIDTH,
        height: 70,
        layer: [
          {
            mark: { type: 'bar', color: faint, opacity: 0.6, binSpacing: 1 },
            encoding: {
              x: { ...x, axis: { title: 'confidence', format: '%' } },
              x2,
              y: {
                ...number('count'),
                // Most answers are sure ones: the few others would be flat beside them.
                scale: { type: 'symlog' },
                axis: { title: 'answers', labels: false, ticks: false, grid: false, minExtent: 34 },
              },
            },
          },
          {
            mark: { type: 'text', dy: -6, fontSize: 9, color: faint },
            encoding: { x: number('middle'), y: number('count'), text: number('count') },
          },
        ],
      },
    ],
  };
  return figure(
    `${name}: expected calibration error ${percent(expectedCalibrationError(bins))}`,
    spec,
  );
}

export function variationPlot({ axis, points }: Variation): Promise<Markup> {
  const { values, unaltered, logarithmic } = axis;
  const x = {
    ...number('value'),
    scale: {
      type: logarithmic ? ('log' as const) : ('linear' as const),
      domain: [Math.min(...values), Math.max(...values)],
      nice: false,
    },
    axis: {
      title: axis.label,
      values: [...values],
      format: '~r',
      labelOverlap: true,
      labelFlush: false,
      grid: false,
    },
  };
  const y = {
    ...number('share'),
    scale: { zero: false },
    axis: { title: 'share right', format: '~%', tickCount: 6 },
  };
  return figure(axis.title, {
    width: 450,
    height: 260,
    // The axes included, so that all plots are of one size.
    autosize: { type: 'fit', contains: 'padding' },
    data: { values: [...points] },
    layer: [
      {
        data: { values: unaltered === undefined ? [] : [{ value: unaltered }] },
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
  });
}

/** Of the strokes in the order they were written; from the fifth on they begin again. */
const STROKE_COLORS = [good, PLOT_COLORS.bad, PLOT_COLORS.third, PLOT_COLORS.fourth];

/** Longer side of a drawing, the margin around it, the pen and its first point, in the units of its picture. */
const SIDE = 100;
const MARGIN = 6;
const PEN_WIDTH = 3;
const PEN_DOWN_WIDTH = 9;
const SQUARE = SIDE + 2 * MARGIN;

/** What was written, as far as it is known, and the image that the network saw. */
export function pictures(input: Input, preparation: Preprocessing): Markup {
  const isImage = input instanceof Float32Array;
  const image = isImage ? input : drawingToImage(input, preparation);
  const url = image && grayPngUrl(image, IMAGE_SIDE);
  return html`${!isImage && strokesPicture(input)}
  ${url && html`<img src="${url}" width="28" height="28" alt="input image" />`}`;
}

/** A drawing of any unit, its strokes told apart, a dot where the pen came down. */
export function strokesPicture(drawing: Drawing): Markup | null {
  const fitted = fitDrawing(drawing, SIDE, MARGIN);
  if (!fitted) return null;
  const { paths, width, height } = fitted;
  const strokes = strokesFromFlat(paths);
  const count = strokes.length === 1 ? '1 stroke' : `${strokes.length} strokes`;
  const layers = strokes.map((stroke, index) => {
    const color = STROKE_COLORS[index % STROKE_COLORS.length]!;
    const layer = (part: Drawing, penWidth: number) =>
      drawingToSVG(part, { width, height, penWidth, color });
    return trusted(layer([stroke], PEN_WIDTH) + layer([stroke.slice(0, 1)], PEN_DOWN_WIDTH));
  });
  // A square around the middle: what is small, a dot, is not blown up to fill the picture.
  const view = [(width - SQUARE) / 2, (height - SQUARE) / 2, SQUARE, SQUARE].map((value) =>
    value.toFixed(2),
  );
  return html`<svg class="strokes" viewBox="${view.join(' ')}" role="img" aria-label="${count}">
    <title>${count}</title>
    ${layers}
  </svg>`;
}
