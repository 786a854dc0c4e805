import { env } from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { TENSORFLOW_WASM } from '../tensorflow-wasm-path.js';

/** TensorFlow.js's wasm backend as it runs on ordinary pages, which are not cross-origin isolated. */
setWasmPaths(TENSORFLOW_WASM);
env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
