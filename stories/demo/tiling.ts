/** Equal square tiles in rows. Lengths in CSS pixels. */
export interface Tiling {
  readonly columns: number;
  readonly rows: number;
  readonly tile: number;
  readonly gap: number;
  /** Height of all rows. */
  readonly height: number;
}

export interface TileSize {
  readonly min: number;
  readonly max: number;
  readonly gap: number;
}

/**
 * Lays out `count` tiles in a width, in full rows if their number allows. Tiles are between `min` and
 * `max` wide if the width allows.
 */
export function tile(count: number, width: number, { min, max, gap }: TileSize): Tiling {
  const fitting = Math.max(1, Math.min(count, Math.floor((width + gap) / (min + gap))));
  const even = largestDivisor(count, fitting);
  const columns = even * 2 > fitting ? even : fitting;
  const rows = Math.ceil(count / columns);
  const side = Math.min(max, Math.floor((width - (columns - 1) * gap) / columns));
  return { columns, rows, tile: side, gap, height: rows * (side + gap) - gap };
}

function largestDivisor(count: number, max: number): number {
  let divisor = max;
  while (count % divisor !== 0) divisor--;
  return divisor;
}
