/** Where the server has TensorFlow.js's own wasm binaries. */
export const TENSORFLOW_WASM = '/tensorflow-wasm/';
