/** Equal square tiles in rows. Lengths in CSS pixels. */
export interface Tiling {
  readonly columns: number;
  readonly rows: number;
  readonly tile: number;
  readonly gap: number;
  /** Of all rows. */
  readonly height: number;
}

export interface TileSize {
  readonly least: number;
  readonly most: number;
  readonly gap: number;
}

/**
 * Lays `count` tiles out in a width: in full rows where their number can be divided so, no tile wider
 * than `most`, nor narrower than `least` unless the width is.
 */
export function tile(count: number, width: number, { least, most, gap }: TileSize): Tiling {
  const fitting = Math.max(1, Math.min(count, Math.floor((width + gap) / (least + gap))));
  const even = largestDivisor(count, fitting);
  const columns = even * 2 > fitting ? even : fitting;
  const rows = Math.ceil(count / columns);
  const side = Math.min(most, Math.floor((width - (columns - 1) * gap) / columns));
  return { columns, rows, tile: side, gap, height: rows * (side + gap) - gap };
}

function largestDivisor(count: number, most: number): number {
  let divisor = most;
  while (count % divisor !== 0) divisor--;
  return divisor;
}
