/**
 * Replaces TensorFlow.js's `environment.js` in the build (scripts/build/tfjs-plugin.ts). The original is
 * shared by every copy of TensorFlow.js on the page and reads flags from the page's URL. This one is private
 * to the bundle.
 */
type Flag = boolean | number | string | undefined;

interface Platform {
  now(): number;
  isTypedArray(value: unknown): boolean;
  setTimeoutCustom(callback: () => void, delay: number): void;
}

const platform: Platform = {
  now: () => performance.now(),
  isTypedArray: (value) => ArrayBuffer.isView(value) && !(value instanceof DataView),
  setTimeoutCustom: (callback, delay) => void setTimeout(callback, delay),
};

/** The methods of tf.Environment that the backends call. */
export class Environment {
  readonly platform = platform;
  readonly global: object;
  private readonly values = new Map<string, Flag | Promise<Flag>>();
  private readonly evaluators = new Map<string, () => Flag | Promise<Flag>>();

  constructor(global: object) {
    this.global = global;
  }

  /** A value that was set earlier stays. */
  registerFlag(name: string, evaluate: () => Flag | Promise<Flag>): void {
    this.evaluators.set(name, evaluate);
  }

  /** Unregistered flags (DEBUG, IS_TEST, …) are undefined, so they are off. */
  get(name: string): Flag | Promise<Flag> {
    if (!this.values.has(name)) this.values.set(name, this.evaluators.get(name)?.());
    return this.values.get(name);
  }

  getBool(name: string): boolean {
    return Boolean(this.get(name));
  }

  getNumber(name: string): number {
    return Number(this.get(name) ?? 0);
  }

  set(name: string, value: Flag): void {
    this.values.set(name, value);
  }
}

// Backends would read the page's `screen` for a warning about memory.
export const ENV = new Environment({});

export function env(): Environment {
  return ENV;
}
