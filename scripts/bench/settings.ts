/** The library's backends, the quickest devices first. */
export const BACKENDS = ['webgpu', 'webgl', 'wasm', 'cpu'] as const;

export type BackendName = (typeof BACKENDS)[number];

/** What whoever runs the benchmark may say. */
export interface Settings {
  readonly backends: readonly BackendName[];
  /** Ids of the rows to measure; all by default. */
  readonly only?: readonly string[];
  /** Of the order in a round and of the generated networks. */
  readonly seed: number;
  /** Fewer and smaller measurements, for a look or a test. */
  readonly quick: boolean;
  /** How often each thing is measured; by default each row knows. */
  readonly rounds?: number;
}

/** How many rounds a row takes. */
export function roundsOf(
  { rounds, quick }: Settings,
  usual: { readonly quick: number; readonly full: number },
): number {
  return rounds ?? (quick ? usual.quick : usual.full);
}
