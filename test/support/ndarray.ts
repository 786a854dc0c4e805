/** Numbers in the order of their indices, the last index running fastest. No batch in front. */
export interface NdArray {
  readonly dims: readonly number[];
  readonly data: Float64Array;
}

/** An array whose elements are computed from their indices. */
export function build(dims: readonly number[], at: (index: number[]) => number): NdArray {
  const data = new Float64Array(dims.reduce((product, size) => product * size, 1));
  data.forEach((_, position) => {
    data[position] = at(indexOf(position, dims));
  });
  return { dims, data };
}

/** Element at an index; `outside` where the index is outside. */
export function get({ dims, data }: NdArray, index: readonly number[], outside = NaN): number {
  let position = 0;
  for (const [axis, size] of dims.entries()) {
    const i = index[axis]!;
    if (i < 0 || i >= size) return outside;
    position = position * size + i;
  }
  return data[position]!;
}

export function map({ dims, data }: NdArray, f: (x: number) => number): NdArray {
  return { dims, data: data.map(f) };
}

function indexOf(position: number, dims: readonly number[]): number[] {
  const index: number[] = [];
  for (const size of [...dims].reverse()) {
    index.unshift(position % size);
    position = Math.floor(position / size);
  }
  return index;
}
