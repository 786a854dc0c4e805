import { softmaxGroups } from '../softmax-groups.js';
import { required, type Operator } from './operator.js';

export const logSoftmax: Operator = (node, inputs) => {
  const { dims, data } = required(node, inputs, 0);
  const { size, step } = softmaxGroups(node, dims);
  const result = data.slice();
  for (let first = 0; first < data.length; first++) {
    if (Math.floor(first / step) % size !== 0) continue;
    const places = Array.from({ length: size }, (_, i) => first + i * step);
    // Less the largest, so that no exponential overflows.
    const largest = Math.max(...places.map((place) => data[place]!));
    const total = places.reduce((sum, place) => sum + Math.exp(data[place]! - largest), 0);
    for (const place of places) result[place] = data[place]! - largest - Math.log(total);
  }
  return { dims, data: result };
};

export const softmax: Operator = (node, inputs) => {
  const { dims, data } = logSoftmax(node, inputs);
  return { dims, data: data.map(Math.exp) };
};
