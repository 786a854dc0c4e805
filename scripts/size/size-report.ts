/** Bytes as they are, and as the two encodings that servers offer at their strongest. */
export interface Size {
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
}

/** What a page fetches up to its first answer. */
export interface SizeSum extends Size {
  readonly name: string;
  /** Paths below dist/. */
  readonly files: readonly string[];
  /** Bytes, gzipped. */
  readonly limit?: number | undefined;
}

export interface SizeReport {
  /** By path below dist/. */
  readonly files: ReadonlyMap<string, Size>;
  readonly sums: readonly SizeSum[];
}

/** Each file is compressed for itself, as it is sent. */
export function addSizes(sizes: ReadonlyMap<string, Size>, files: readonly string[]): Size {
  const sum = { raw: 0, gzip: 0, brotli: 0 };
  for (const file of files) {
    const size = sizes.get(file);
    if (!size) throw new Error(`dist/${file} is missing, and a page would ask for it.`);
    sum.raw += size.raw;
    sum.gzip += size.gzip;
    sum.brotli += size.brotli;
  }
  return sum;
}
