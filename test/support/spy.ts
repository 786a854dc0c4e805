/** What {@link spyOn} saw of a method. */
export interface Spy<Returned> {
  /** What the calls returned, in order. */
  readonly returned: Returned[];
  /** Puts the method back as it was. */
  restore(): void;
}

/**
 * Calls `method` of `owner` as ever, and keeps what it returns.
 *
 * @param instead called in its place, if given; it is handed the original, bound to its object.
 */
export function spyOn<Returned>(
  owner: object,
  method: string,
  instead: (original: () => unknown, args: unknown[]) => unknown = (original) => original(),
): Spy<Returned> {
  const methods = owner as Record<string, (...args: unknown[]) => unknown>;
  const original = methods[method]!;
  const returned: Returned[] = [];
  methods[method] = function (this: unknown, ...args: unknown[]) {
    const result = instead(() => original.apply(this, args), args);
    returned.push(result as Returned);
    return result;
  };
  return { returned, restore: () => void (methods[method] = original) };
}
