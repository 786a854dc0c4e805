import type { TopLevelSpec } from 'vega-lite';
import {
  type Drawing,
  drawingExtent,
  drawingToImage,
  drawingToSVG,
  IMAGE_SIDE,
  type Preprocessing,
  strokesFromFlat,
} from '../../src/ink/index.js';
import { fitDrawing } from '../../src/ink/rasterize.js';
import { percent } from '../lib/figures.js';
import { grayPngUrl, html, type Markup, plot, PLOT_COLORS, trusted } from '../lib/page.js';
import type { Input } from './built-recognizer.js';
import type { ReadingGroup } from './evaluate.js';
import {
  type CalibrationBin,
  calibrationBins,
  expectedCalibrationError,
  wilsonInterval,
} from './statistics.js';
import type { Variation, VariationAxis } from './variations.js';

const WIDTH = 400;

/** The reliability diagram, and below it how many answers each bin holds. */
export async function calibrationPlot({ name, readings }: ReadingGroup): Promise<Markup> {
  const bins = calibrationBins(readings);
  return html`<figure>
    <figcaption>
      ${name}: expected calibration error ${percent(expectedCalibrationError(bins))}
    </figcaption>
    <div class="plot">
      ${await plot(calibrationSpecification(bins.filter(({ count }) => count > 0)))}
    </div>
  </figure>`;
}

function calibrationSpecification(bins: readonly CalibrationBin[]): TopLevelSpec {
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

/** The share read right along one axis, with its interval. */
export async function variationPlot(variation: Variation): Promise<Markup> {
  return html`<figure>
    <figcaption>${variation.axis.title}</figcaption>
    <div class="plot">${await plot(variationSpecification(variation))}</div>
  </figure>`;
}

function variationSpecification({ axis, points }: Variation): TopLevelSpec {
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

/** Of the strokes in the order they were written; from the fifth on they begin again. */
const STROKE_COLORS = ['var(--good)', 'var(--bad)', 'var(--third)', 'var(--fourth)'];

/** Longer side of a drawing, the margin around it, the pen and its first point, in the units of its picture. */
const SIDE = 100;
const MARGIN = 6;
const PEN_WIDTH = 3;
const PEN_DOWN_WIDTH = 9;
const SQUARE = SIDE + 2 * MARGIN;

/** What was written, as far as it is known, and the image that the network saw. */
export function pictures(input: Input, preparation: Preprocessing): Markup {
  if (input instanceof Float32Array) return imagePicture(input);
  const image = drawingToImage(input, preparation);
  return html`${strokesPicture(input)}${image && imagePicture(image)}`;
}

/** An input image, its pixels as squares. */
function imagePicture(image: Float32Array): Markup {
  const url = grayPngUrl(image, IMAGE_SIDE);
  return html`<img src="${url}" width="28" height="28" alt="input image" />`;
}

/** A drawing of any unit, its strokes told apart, a dot where the pen came down. */
function strokesPicture(drawing: Drawing): Markup | null {
  const extent = drawingExtent(drawing);
  if (!extent) return null;
  const { paths, width, height } = fitDrawing(drawing, extent, SIDE, MARGIN);
  const strokes = strokesFromFlat(paths.map((path) => [...path]));
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
