import type { LitElement } from 'lit';
import type { Mixed, MixinBase } from './mixin.js';

/** A symbol, as a mixin's members cannot be protected. */
export const internals = Symbol('internals');

export interface WithElementInternals {
  readonly [internals]: ElementInternals;
}

/** Gives an element its `ElementInternals`, for the mixins and classes above. */
export function mixinElementInternals<T extends MixinBase<LitElement>>(
  base: T,
): Mixed<T, WithElementInternals> {
  abstract class InternalsElement extends base implements WithElementInternals {
    readonly [internals] = this.attachInternals();
  }
  return InternalsElement;
}

/** Switches what `:state(name)` matches; nothing where the browser knows no custom states. */
export function toggleState(host: WithElementInternals, name: string, on: boolean): void {
  const { states } = host[internals];
  try {
    if (on) states.add(name);
    else states.delete(name);
  } catch {
    // Chromium before 125 takes names of another form only.
  }
}
