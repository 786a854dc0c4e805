declare module 'pngjs' {
  /** RGBA, eight bits each, row by row. */
  interface Pixels {
    readonly width: number;
    readonly height: number;
    readonly data: Uint8Array;
  }

  const PNG: {
    readonly sync: {
      read(file: Uint8Array): Pixels;
      write(
        pixels: Pixels,
        options?: { deflateLevel?: number; colorType?: number; inputColorType?: number },
      ): Buffer;
    };
  };
}
