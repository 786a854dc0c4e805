import * as tf from '@tensorflow/tfjs';

const L = tf.layers;

/** Networks of several architectures, made by TensorFlow.js, with weights of their own. */
export const NETWORKS = {
  /** The network of Keras's own MNIST example. */
  sequential: () =>
    tf.sequential({
      name: 'exercise',
      layers: [
        L.conv2d({ inputShape: [28, 28, 1], filters: 4, kernelSize: 3, activation: 'relu' }),
        L.conv2d({ filters: 6, kernelSize: 3, strides: 2, activation: 'relu' }),
        L.maxPooling2d({ poolSize: 2 }),
        L.dropout({ rate: 0.25 }),
        L.flatten(),
        L.dense({ units: 16, activation: 'relu' }),
        L.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  dense: () =>
    tf.sequential({
      layers: [
        L.dense({ inputShape: [784], units: 20, activation: 'tanh' }),
        L.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  /** Gives logits. */
  functional: () => {
    const input = tf.input({ shape: [28, 28, 1] });
    const stem = L.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' }).apply(input);
    const normal = L.reLU().apply(L.batchNormalization().apply(stem));
    const deep = L.depthwiseConv2d({ kernelSize: 3, padding: 'same' }).apply(normal);
    const point = L.conv2d({ filters: 4, kernelSize: 1, activation: 'relu' }).apply(deep);
    const sum = L.add().apply([normal, point] as tf.SymbolicTensor[]);
    const pooled = L.globalAveragePooling2d({}).apply(sum);
    const outputs = L.dense({ units: 10 }).apply(pooled) as tf.SymbolicTensor;
    return tf.model({ inputs: input, outputs });
  },
};

/** Eleven outputs: the first is for what is not a digit. */
export const notADigitFirst = () =>
  tf.sequential({
    layers: [
      L.flatten({ inputShape: [28, 28, 1] }),
      L.dense({ units: 11, biasInitializer: 'randomNormal' }),
    ],
  });

const head = (units: number) => [L.flatten(), L.dense({ units, activation: 'softmax' })];

/** Networks that the element cannot run, and what their refusal must name. */
export const REFUSED: Record<string, readonly [() => tf.LayersModel, RegExp]> = {
  'an LSTM': [
    () =>
      tf.sequential({
        layers: [
          L.lstm({ name: 'memory', inputShape: [28, 28], units: 4 }),
          L.dense({ units: 10, activation: 'softmax' }),
        ],
      }),
    /layer memory \(LSTM\): this class of layer is not supported; supported are .*Conv2D.*may run it as it is/,
  ],
  'two inputs': [
    () => {
      const inputs = ['one', 'other'].map((name) => tf.input({ shape: [28, 28, 1], name }));
      const sum = L.add().apply(inputs) as tf.SymbolicTensor;
      const flat = L.flatten().apply(sum);
      const outputs = L.dense({ units: 10 }).apply(flat) as tf.SymbolicTensor;
      return tf.model({ inputs, outputs });
    },
    /input_layers names 2 layers; it must name one/,
  ],
  'three classes': [
    () => tf.sequential({ layers: [L.flatten({ inputShape: [28, 28, 1] }), ...head(3).slice(1)] }),
    /the network.s output is 3; it must be ten classes/,
  ],
  'a 30×30 input': [
    () =>
      tf.sequential({
        layers: [
          L.conv2d({ inputShape: [30, 30, 1], filters: 2, kernelSize: 5, strides: 3 }),
          ...head(10),
        ],
      }),
    /its shape is 30×30×1; it must be 28×28×1/,
  ],
  'a layer that is not known': [
    () =>
      tf.sequential({
        layers: [
          L.upSampling2d({ name: 'larger', inputShape: [28, 28, 1], size: [2, 2] }),
          ...head(10),
        ],
      }),
    /layer larger \(UpSampling2D\): this class of layer is not supported/,
  ],
};
