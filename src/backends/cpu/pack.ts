/** Output channels computed together; the loops of the convolution are written out for this many. */
export const LANES = 8;

/**
 * Reorders a matrix so that the inner loops read the weights of a block in one stretch.
 *
 * The last block repeats the last column where the columns do not fill it: its lanes then compute
 * and store the same number, and no loop needs a remainder.
 *
 * @param matrix [rows, columns]
 * @returns [ceil(columns / LANES), rows, LANES]
 */
export function packColumns(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const packed = new Float32Array(Math.ceil(columns / LANES) * rows * LANES);
  let index = 0;
  for (let block = 0; block < columns; block += LANES) {
    for (let row = 0; row < rows; row++) {
      for (let lane = 0; lane < LANES; lane++) {
        packed[index++] = matrix[row * columns + Math.min(block + lane, columns - 1)]!;
      }
    }
  }
  return packed;
}
