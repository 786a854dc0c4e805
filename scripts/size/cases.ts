/** A way to the first answer, and what a page fetches on it beside the modules of `entry`. */
export interface SizeCase {
  /** As the tables and the budget name it. */
  readonly name: string;
  /** The script tag's file, below dist/. */
  readonly entry: string;
  /** What is imported lazily, in an order in which each is offered by those before it. */
  readonly lazy: readonly string[];
  /** What is fetched beside modules. */
  readonly data: readonly string[];
  /** Bytes, gzipped, that it never weighs more than: what the project promises. */
  readonly limit?: number;
}

const ELEMENT = 'digit-recognizer.js';
/** The bundled network, as code. */
const NETWORK = 'chunks/bundled-network.js';
const STANDALONE = 'digit-recognizer.standalone.js';
/** Every browser that runs the element has SIMD. */
const WASM_BINARY = 'wasm/tfjs-backend-wasm-simd.wasm';

export function sizeCases(): SizeCase[] {
  const on = (backend: string) => ({
    entry: ELEMENT,
    lazy: [NETWORK, `backends/${backend}.js`],
    data: [],
  });
  return [
    // What `auto` takes is the recogniser's to say; test/package/first-answer.slow.test.ts checks it.
    { name: 'auto', ...on('cpu'), limit: 64_000 },
    { name: 'cpu', ...on('cpu') },
    { name: 'wasm without its binary', ...on('wasm'), limit: 80_000 },
    { name: 'wasm', ...on('wasm'), data: [WASM_BINARY] },
    { name: 'webgl', ...on('webgl'), limit: 110_000 },
    { name: 'webgpu', ...on('webgpu'), limit: 100_000 },
    { name: 'standalone', entry: STANDALONE, lazy: [], data: [] },
  ];
}
