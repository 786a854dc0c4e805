import type { Programs } from './programs.js';

/** A context and what it offers. */
export interface Device {
  readonly gl: WebGL2RenderingContext;
  readonly programs: Programs;
  /** Render targets to a shader, hence layers of a value's texture. */
  readonly layers: number;
  /** Greatest width and height of a texture, a power of two. */
  readonly size: number;
}
