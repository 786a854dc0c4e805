import type { PlanRow } from '../../src/graph/index.js';
import { grouped } from '../lib/figures.js';

/** The operations of a network as a table for people: shapes, weights and multiply-adds. */
export function networkTable(rows: readonly PlanRow[]): string {
  const sum = (count: (row: PlanRow) => number) =>
    grouped(rows.reduce((total, row) => total + count(row), 0));
  const lines = [
    ['layer', 'computes', 'result', 'weights', 'multiply-adds'],
    ...rows.map(({ name, kind, shape, weights, multiplyAdds }) => [
      name,
      kind,
      shape.join('×'),
      grouped(weights),
      grouped(multiplyAdds),
    ]),
    ['in all', '', '', sum(({ weights }) => weights), sum(({ multiplyAdds }) => multiplyAdds)],
  ];
  const widths = lines[0]!.map((_, column) =>
    Math.max(...lines.map((line) => line[column]!.length)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          column < 3 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
        )
        .join('   '),
    )
    .join('\n');
}
