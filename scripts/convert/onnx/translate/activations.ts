import { softmaxGroups } from '../softmax-groups.js';
import { showDims } from '../tensor.js';
import { asVector, flowOf, type Call, type Translation } from './call.js';
import { values, type FlowDraft } from './flow.js';

export const relu: Translation = (call) => activation(call, 'ReLU', {}, true);
export const sigmoid: Translation = (call) =>
  activation(call, 'Activation', { activation: 'sigmoid' }, true);
export const tanh: Translation = (call) => activation(call, 'Activation', { activation: 'tanh' });
export const leakyRelu: Translation = (call) =>
  activation(call, 'LeakyReLU', { alpha: call.node.float('alpha', 0.01) });
export const elu: Translation = (call) =>
  activation(call, 'ELU', { alpha: call.node.float('alpha', 1) });

/** A ReLU with an upper bound; from 0 to 6 it is ReLU6. */
export const clip: Translation = (call) => {
  const { node, constants } = call;
  const bound = (index: number, key: string, fallback: number) => {
    if (node.inputs[index] && !constants[index]) {
      throw node.unsupported('its bounds depend on the image; constants are supported');
    }
    return constants[index]?.data[0] ?? node.float(key, fallback);
  };
  const [least, most] = [bound(1, 'min', -Infinity), bound(2, 'max', Infinity)];
  if (least !== 0 || most <= 0) {
    throw node.unsupported(`it clips from ${least} to ${most}; from 0 up is supported`);
  }
  // The largest float32 is how some exporters write that there is no bound.
  return activation(call, 'ReLU', most < 3e38 ? { max_value: most } : {}, true);
};

export const softmax: Translation = (call) => ({
  ...softmaxLayer(call),
  kind: 'probabilities',
});

/** Its exponential, that is softmax: the same digit wins, and it is probabilities that are wanted. */
export const logSoftmax: Translation = (call) => {
  call.note(`${call.node.where}: replaced by a softmax, whose logarithm it is`);
  return { ...softmaxLayer(call), kind: 'logProbabilities' };
};

function softmaxLayer(call: Call): FlowDraft {
  const { node, dims } = call;
  const flow = flowOf(call);
  if (softmaxGroups(node, dims[0]!).size !== flow.order.length) {
    throw node.unsupported(
      `it works along a part of ${showDims(dims[0]!)}; over all classes of one image is supported`,
    );
  }
  const { layer, dims: size, order } = asVector(call, flow);
  return values(call.layers.emit('Softmax', node.name, { axis: -1 }, [layer]), size, order, true);
}

function activation(
  call: Call,
  className: string,
  config: Readonly<Record<string, unknown>>,
  nonNegative = false,
): FlowDraft {
  const flow = flowOf(call);
  const layer = call.layers.emit(className, call.node.name, config, [flow.layer]);
  return values(layer, flow.dims, flow.order, nonNegative);
}
