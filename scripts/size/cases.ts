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
const STANDALONE = 'digit-recognizer.standalone.js';
/** Every browser that runs the element has SIMD. */
const WASM_BINARY = 'wasm/tfjs-backend-wasm-simd.wasm';

/** @param network the bundled network's files, below dist/. */
export function sizeCases(network: readonly string[]): SizeCase[] {
  const element = { entry: ELEMENT, data: network };
  const cpu = { ...element, lazy: ['backends/cpu.js'] };
  const wasm = { ...element, lazy: ['backends/wasm.js'] };
  return [
    // What `auto` takes is the recogniser's to say; test/package/first-answer.slow.test.ts checks it.
    { name: 'auto', ...cpu, limit: 64_000 },
    { name: 'cpu', ...cpu },
    { name: 'wasm without its binary', ...wasm, limit: 80_000 },
    { name: 'wasm', ...wasm, data: [...network, WASM_BINARY] },
    { name: 'webgl', ...element, lazy: ['backends/webgl.js'], limit: 110_000 },
    { name: 'webgpu', ...element, lazy: ['backends/webgpu.js'], limit: 100_000 },
    { name: 'standalone', entry: STANDALONE, lazy: [], data: [] },
  ];
}
