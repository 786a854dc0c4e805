/**
 * Addresses of the library's own files in `dist/`. Each is written out, as bundlers know by that form
 * which files belong to a module, and move and rename them with it.
 */
export const MODEL: string = new URL('./models/pen/model.json', import.meta.url).href;
export const WEIGHTS: string = new URL('./models/pen/group1-shard1of1.bin', import.meta.url).href;
export const WASM: string = new URL('./wasm/tfjs-backend-wasm.wasm', import.meta.url).href;
export const WASM_SIMD: string = new URL('./wasm/tfjs-backend-wasm-simd.wasm', import.meta.url)
  .href;
