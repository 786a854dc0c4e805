import type { KernelConfig } from '@tensorflow/tfjs-core';
import { absConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Abs.js';
import { addConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Add.js';
import { avgPoolConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/AvgPool.js';
import { clipByValueConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/ClipByValue.js';
import { eluConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Elu.js';
import { fusedConv2DConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/FusedConv2D.js';
import { fusedDepthwiseConv2DConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/FusedDepthwiseConv2D.js';
import { leakyReluConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/LeakyRelu.js';
import { maxPoolConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/MaxPool.js';
import { minimumConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Minimum.js';
import { multiplyConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Multiply.js';
import { padV2Config } from '@tensorflow/tfjs-backend-wasm/dist/kernels/PadV2.js';
import { realDivConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/RealDiv.js';
import { reluConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Relu.js';
import { reshapeConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Reshape.js';
import { seluConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Selu.js';
import { sigmoidConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Sigmoid.js';
import { softmaxConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Softmax.js';
import { softplusConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Softplus.js';
import { tanhConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Tanh.js';
import { _fusedMatMulConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/_FusedMatMul.js';

export const WASM_KERNELS: readonly KernelConfig[] = [
  absConfig,
  addConfig,
  avgPoolConfig,
  clipByValueConfig,
  eluConfig,
  fusedConv2DConfig,
  fusedDepthwiseConv2DConfig,
  leakyReluConfig,
  maxPoolConfig,
  minimumConfig,
  multiplyConfig,
  padV2Config,
  realDivConfig,
  reluConfig,
  reshapeConfig,
  seluConfig,
  sigmoidConfig,
  softmaxConfig,
  softplusConfig,
  tanhConfig,
  _fusedMatMulConfig,
];
