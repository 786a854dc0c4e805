/* eslint-disable @typescript-eslint/no-explicit-any -- TypeScript takes no other parameters (TS2545) */

/** A class that a mixin can extend. */
export type MixinBase<Instance> = abstract new (...args: any[]) => Instance;

/** What a mixin makes of it: the base, and what is mixed in. */
export type Mixed<Base, Added> = Base & (abstract new (...args: any[]) => Added);
