import * as arithmetic from './arithmetic.js';
import { cast, constant, constantOfShape } from './constants.js';
import { conv } from './convolution.js';
import { concat, gather, shape, slice } from './indexing.js';
import { gemm, matMul } from './matrix.js';
import { batchNormalization } from './normalization.js';
import type { Operator } from './operator.js';
import { pad } from './padding.js';
import { averagePool, globalAveragePool, globalMaxPool, maxPool } from './pooling.js';
import { reduceMean } from './reduction.js';
import { flatten, identity, reshape, squeeze, transpose, unsqueeze } from './shaping.js';
import { logSoftmax, softmax } from './softmax.js';

/** By `op_type`. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['Add', arithmetic.add],
  ['AveragePool', averagePool],
  ['BatchNormalization', batchNormalization],
  ['Cast', cast],
  ['Clip', arithmetic.clip],
  ['Concat', concat],
  ['Constant', constant],
  ['ConstantOfShape', constantOfShape],
  ['Conv', conv],
  ['Div', arithmetic.div],
  // A trained network is run, not trained: nothing is dropped.
  ['Dropout', identity],
  ['Elu', arithmetic.elu],
  ['Flatten', flatten],
  ['Gather', gather],
  ['Gemm', gemm],
  ['GlobalAveragePool', globalAveragePool],
  ['GlobalMaxPool', globalMaxPool],
  ['Identity', identity],
  ['LeakyRelu', arithmetic.leakyRelu],
  ['LogSoftmax', logSoftmax],
  ['MatMul', matMul],
  ['MaxPool', maxPool],
  ['Mul', arithmetic.mul],
  ['Pad', pad],
  ['ReduceMean', reduceMean],
  ['Relu', arithmetic.relu],
  ['Reshape', reshape],
  ['Shape', shape],
  ['Sigmoid', arithmetic.sigmoid],
  ['Slice', slice],
  ['Softmax', softmax],
  ['Squeeze', squeeze],
  ['Sub', arithmetic.sub],
  ['Tanh', arithmetic.tanh],
  ['Transpose', transpose],
  ['Unsqueeze', unsqueeze],
]);
