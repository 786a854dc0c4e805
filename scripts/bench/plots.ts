import type { TopLevelSpec } from 'vega-lite';
import { PLOT_COLORS } from '../lib/plot.js';
import type { Estimate } from './statistics.js';

const WIDTH = 420;

/** A curve's colours, in the order in which its lines are named. */
const LINES = [PLOT_COLORS.good, PLOT_COLORS.bad, 'var(--third)', 'var(--fourth)'];

/** Ratios with their intervals, one below the other, on a logarithmic scale around 1. */
export function ratioPlot(ratios: readonly (Estimate & { readonly name: string })[]): TopLevelSpec {
  const y = {
    field: 'name',
    type: 'nominal' as const,
    sort: null,
    axis: { title: null, labelLimit: 240 },
  };
  const scale = { type: 'log' as const, nice: false, padding: 12 };
  const x = {
    field: 'value',
    type: 'quantitative' as const,
    scale,
    axis: { title: 'ratio', format: '~r', tickCount: 6 },
  };
  return {
    width: WIDTH,
    height: { step: 22 },
    data: {
      values: ratios.map(({ name, value, interval }) => ({
        name,
        value,
        low: interval?.[0] ?? value,
        high: interval?.[1] ?? value,
      })),
    },
    layer: [
      {
        data: { values: [{ value: 1 }] },
        mark: { type: 'rule', color: PLOT_COLORS.faint, strokeDash: [4, 4] },
        encoding: { x },
      },
      {
        mark: { type: 'rule', color: PLOT_COLORS.good, strokeWidth: 2 },
        encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' } },
      },
      {
        mark: { type: 'point', color: PLOT_COLORS.good, filled: true, size: 60, opacity: 1 },
        encoding: { y, x },
      },
    ],
  };
}

export interface CurvePoint {
  /** Which curve it is of. */
  readonly line: string;
  readonly x: number;
  readonly y: number;
}

/** Curves on logarithmic scales, one colour each. */
export function logLogPlot(
  points: readonly CurvePoint[],
  titles: { readonly x: string; readonly y: string },
): TopLevelSpec {
  const lines = [...new Set(points.map(({ line }) => line))];
  const axis = (field: 'x' | 'y', format: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { type: 'log' as const, nice: false },
    axis: { title: titles[field], format, tickCount: 6 },
  });
  return {
    width: WIDTH,
    height: 300,
    data: { values: [...points] },
    mark: { type: 'line', point: { size: 30 } },
    encoding: {
      x: axis('x', '~s'),
      y: axis('y', ',~r'),
      color: {
        field: 'line',
        type: 'nominal',
        scale: { domain: lines, range: LINES.slice(0, lines.length) },
        legend: {
          title: null,
          labelColor: PLOT_COLORS.faint,
          orient: 'top',
          symbolType: 'stroke',
        },
      },
    },
  };
}
