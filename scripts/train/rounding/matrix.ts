/** A square matrix, row by row. */
export type Square = Float64Array;

/**
 * The lower triangle L for which L Lᵀ is the matrix (Cholesky).
 *
 * @param matrix symmetric and positive definite.
 */
export function cholesky(matrix: Square): Square {
  const size = Math.sqrt(matrix.length);
  const lower = new Float64Array(matrix.length);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let left = matrix[row * size + column]!;
      for (let k = 0; k < column; k++) left -= lower[row * size + k]! * lower[column * size + k]!;
      lower[row * size + column] =
        row === column ? Math.sqrt(left) : left / lower[column * size + column]!;
    }
  }
  return lower;
}

/**
 * X for which L Lᵀ X is the right-hand side: down the triangle, then up.
 *
 * @param lower L, as {@link cholesky} gives it.
 * @param right a matrix with as many rows as L.
 */
export function solve(lower: Square, right: Float64Array): Float64Array {
  const size = Math.sqrt(lower.length);
  const width = right.length / size;
  const x = right.slice();
  const eliminate = (row: number, factor: (other: number) => number, others: number[]): void => {
    for (let column = 0; column < width; column++) {
      let left = x[row * width + column]!;
      for (const other of others) left -= factor(other) * x[other * width + column]!;
      x[row * width + column] = left / lower[row * size + row]!;
    }
  };
  const rows = Array.from({ length: size }, (_, row) => row);
  for (const row of rows) {
    eliminate(row, (other) => lower[row * size + other]!, rows.slice(0, row));
  }
  for (const row of rows.toReversed()) {
    eliminate(row, (other) => lower[other * size + row]!, rows.slice(row + 1));
  }
  return x;
}

export function identity(size: number): Square {
  return Float64Array.from({ length: size ** 2 }, (_, at) => Number(at % (size + 1) === 0));
}

/** @param left size × size. @param right size × any width. */
export function multiply(left: Square, right: Float64Array): Float64Array {
  const size = Math.sqrt(left.length);
  const width = right.length / size;
  const result = new Float64Array(right.length);
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < size; k++) {
      const factor = left[row * size + k]!;
      for (let column = 0; column < width; column++) {
        result[row * width + column]! += factor * right[k * width + column]!;
      }
    }
  }
  return result;
}
