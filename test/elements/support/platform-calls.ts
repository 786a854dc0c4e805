import { spyOn } from '../../support/spy.js';

export type Platform = Window & typeof globalThis;

/** A method of the platform that the library calls. */
export interface PlatformCall {
  /** Such as `GPUDevice.createBuffer`. */
  readonly name: string;
  /** The object that has it. */
  readonly on: (platform: Platform) => object;
  readonly method: string;
  /** It returns a promise, so it fails by rejecting it. */
  readonly isAsync: boolean;
}

/** What backends are made of: everything whose name starts like this. */
const FAMILIES = /^(GPU|WebGL)/;
/** What fetching, painting, pictures, observers, forms and pointers are made of. */
const INTERFACES = [
  ...['Response', 'ReadableStream', 'ReadableStreamDefaultReader', 'SubtleCrypto', 'Headers'],
  ...['HTMLCanvasElement', 'CanvasRenderingContext2D', 'OffscreenCanvas', 'ImageData'],
  ...['ResizeObserver', 'IntersectionObserver', 'ElementInternals', 'AbortController'],
];
const NAMESPACES = ['WebAssembly'];
const FUNCTIONS = ['fetch', 'matchMedia', 'getComputedStyle'];
/** Methods of elements that the tests' own pen does not call. */
const OF_ELEMENTS = ['setPointerCapture', 'releasePointerCapture'];

/** Methods that cannot fail. */
const CANNOT_FAIL = ['AbortController.abort', 'Headers.get', 'disconnect', 'ElementInternals.'];

/** Watches every relevant method of the platform. `calls` gives those that were called since. */
export function watchCalls(platform: Platform): { calls(): PlatformCall[] } {
  const seen = new Map<string, PlatformCall>();
  const watch = (owner: string, method: string, on: PlatformCall['on']): void => {
    const name = owner ? `${owner}.${method}` : method;
    if (CANNOT_FAIL.some((part) => name.includes(part))) return;
    spyOn(on(platform), method, (original) => {
      const result = original();
      const isAsync = typeof (result as Promise<unknown> | undefined)?.then === 'function';
      seen.set(name, { name, on, method, isAsync });
      return result;
    });
  };
  for (const name of Object.getOwnPropertyNames(platform)) {
    if (!FAMILIES.test(name) && !INTERFACES.includes(name)) continue;
    const on = (where: Platform): object => prototypeOf(where, name);
    if (on(platform)) for (const method of methodsOf(on(platform))) watch(name, method, on);
  }
  for (const name of NAMESPACES) {
    const on = (where: Platform): object => valueOf(where, name);
    for (const method of methodsOf(on(platform))) watch(name, method, on);
  }
  for (const method of FUNCTIONS) watch('', method, (where) => where);
  for (const method of OF_ELEMENTS) watch('Element', method, (where) => where.Element.prototype);
  return { calls: () => [...seen.values()].sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

/** A method of the platform that fails. */
export interface FailingCalls {
  /** Lets it work again. */
  restore(): void;
  /** How often it has failed. */
  count(): number;
}

/**
 * Makes a method fail a number of times.
 *
 * @param fail what it does instead of its work.
 * @param applies which of its calls fail, by the first argument; all by default.
 */
export function failCalls(
  owner: object,
  method: string,
  times: number,
  fail: () => unknown,
  applies: (first: unknown) => boolean = () => true,
): FailingCalls {
  let count = 0;
  const { restore } = spyOn(owner, method, (original, [first]) => {
    if (count >= times || !applies(first)) return original();
    count++;
    return fail();
  });
  return { restore, count: () => count };
}

/** Fails as a call that returns a promise does. */
export const reject = (): Promise<never> => Promise.reject(new Error('injected'));
/** Fails as any other call does. */
export const raise = (): never => {
  throw new Error('injected');
};

export function prototypeOf(platform: Platform, name: string): object {
  return valueOf(platform, name).prototype;
}

function valueOf(platform: Platform, name: string): { prototype: object } {
  return (platform as unknown as Record<string, { prototype: object }>)[name]!;
}

/** Names of an object's own functions, without classes. */
function methodsOf(owner: object): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(owner))
    .filter(([name, { value }]) => typeof value === 'function' && /^[a-z]/.test(name))
    .map(([name]) => name)
    .filter((name) => name !== 'constructor');
}
