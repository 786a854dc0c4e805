/**
 * The exercise that this project descends from: what an answer took there, by its own figures from
 * another day, and how much of that an answer may take here.
 */
export const EXERCISE = {
  webgl: { name: 'webgl', milliseconds: 8.5, bar: 1 },
  wasm: { name: 'webassembly', milliseconds: 1.1, bar: 0.25 },
  cpu: { name: 'fallback', milliseconds: 3.8, bar: 0.4 },
} as const;
