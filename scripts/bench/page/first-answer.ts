/** What the cold pages tell the benchmark; `began` and `firstAnswer` are set up by their HTML. */
declare global {
  /** When the page's script tag was reached, by the page's clock. */
  var began: number;
  var firstAnswer: Promise<unknown>;
  /** Settles `firstAnswer`. */
  var answered: (figures: unknown) => void;
}

export function elapsed(): number {
  return performance.now() - globalThis.began;
}

/** A part of the page's address that must be there. */
export function parameter(name: string): string {
  const value = new URLSearchParams(location.search).get(name);
  if (value === null) throw new Error(`The page's address has no ${name}`);
  return value;
}
