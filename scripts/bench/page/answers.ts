/** The page on which both libraries answer, on all backends. */
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import './tensorflow-wasm.js';
import { offer } from './answering-page.js';
import { openOurs } from './ours.js';
import { openTensorflow } from './tensorflow.js';

offer({ ours: openOurs, tensorflow: openTensorflow });
