import { clip, elu, leakyRelu, logSoftmax, relu, sigmoid, softmax, tanh } from './activations.js';
import { add, batchNormalization, div, mul, sub } from './arithmetic.js';
import type { Translation } from './call.js';
import { conv } from './convolution.js';
import { gemm, matMul } from './dense.js';
import { pad } from './padding.js';
import { averagePool, globalAveragePool, globalMaxPool, maxPool, reduceMean } from './pooling.js';
import { dropped, view } from './views.js';

/** By `op_type`, for nodes whose result depends on the image. */
export const TRANSLATIONS: ReadonlyMap<string, Translation> = new Map([
  ['Add', add],
  ['AveragePool', averagePool],
  ['BatchNormalization', batchNormalization],
  ['Cast', view],
  ['Clip', clip],
  ['Conv', conv],
  ['Div', div],
  ['Dropout', dropped],
  ['Elu', elu],
  ['Flatten', view],
  ['Gemm', gemm],
  ['GlobalAveragePool', globalAveragePool],
  ['GlobalMaxPool', globalMaxPool],
  ['Identity', view],
  ['LeakyRelu', leakyRelu],
  ['LogSoftmax', logSoftmax],
  ['MatMul', matMul],
  ['MaxPool', maxPool],
  ['Mul', mul],
  ['Pad', pad],
  ['ReduceMean', reduceMean],
  ['Relu', relu],
  ['Reshape', view],
  ['Sigmoid', sigmoid],
  ['Softmax', softmax],
  ['Squeeze', view],
  ['Sub', sub],
  ['Tanh', tanh],
  ['Transpose', view],
  ['Unsqueeze', view],
]);
