import { required, type Operator } from './operator.js';

/** (x - mean) / sqrt(variance + epsilon) * scale + bias, by the channel: the second axis. */
export const batchNormalization: Operator = (node, inputs) => {
  const { dims, data } = required(node, inputs, 0);
  const [scale, bias, mean, variance] = [1, 2, 3, 4].map((i) => required(node, inputs, i).data);
  if (node.int('training_mode', 0) !== 0 || node.int('spatial', 1) !== 1) {
    throw node.unsupported('it is in training mode, or not spatial; export it for inference');
  }
  const channels = dims[1] ?? 0;
  if (![scale, bias, mean, variance].every((values) => values?.length === channels)) {
    throw node.bad(`its parameters are not ${channels} numbers, one for each channel`);
  }
  const epsilon = node.float('epsilon', 1e-5);
  const area = data.length / channels;
  const normalized = data.map((x, i) => {
    const channel = Math.floor(i / area) % channels;
    const spread = Math.sqrt(variance![channel]! + epsilon);
    return ((x - mean![channel]!) / spread) * scale![channel]! + bias![channel]!;
  });
  return { dims, data: normalized };
};
