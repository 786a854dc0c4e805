import type { LayerOptions } from './layers-model.js';
import type { NetworkBuilder, Node } from './network-builder.js';
import type { Random } from './random.js';

/** Puts one layer (or a little group that needs it) of a class behind a node. */
type AddLayer = (builder: NetworkBuilder, node: Node) => Node;

/** Multiply-adds that one layer may take: GPU emulation is slow. */
const LAYER_COST = 60_000;

/** A window, its strides or dilation, and padding, such that it fits the image. */
function randomWindow(random: Random, { value }: Node, dilate: boolean) {
  const [height, width] = value.dims as [number, number, number];
  const window = [random.integer(1, Math.min(5, height)), random.integer(1, Math.min(5, width))];
  const fits = (window[0]! - 1) * 2 < height && (window[1]! - 1) * 2 < width;
  const dilated = dilate && fits && random.chance(0.3);
  const step = () => (random.chance(0.5) ? 1 : random.integer(1, height * width > 200 ? 3 : 2));
  return {
    window,
    placement: {
      padding: random.pick(['same', 'valid']),
      strides: dilated ? [1, 1] : [step(), step()],
      ...(dilate && { dilation_rate: dilated ? [random.integer(1, 2), 2] : [1, 1] }),
    },
  };
}

/** As many filters as the cost allows, often no multiple of four. */
function affordable(random: Random, { value }: Node, costOfOne: number): number {
  const [height, width] = value.dims as [number, number, number];
  return Math.min(
    random.integer(1, 9),
    Math.max(1, Math.floor(LAYER_COST / (height * width * costOfOne))),
  );
}

const conv2D: AddLayer = (builder, node) => {
  const { random } = builder;
  const channels = node.value.dims[2]!;
  const { window, placement } = randomWindow(random, node, true);
  const filters = affordable(random, node, window[0]! * window[1]! * channels);
  const options = { filters, kernel_size: window, ...placement, ...finish(builder) };
  return builder.add('Conv2D', options, [node], {
    kernel: [...window, channels, filters],
    ...bias(options, filters),
  });
};

const depthwiseConv2D: AddLayer = (builder, node) => {
  const { random } = builder;
  const channels = node.value.dims[2]!;
  const multiplier = random.integer(1, channels < 5 ? 3 : 1);
  const { window, placement } = randomWindow(random, node, true);
  const options = {
    kernel_size: window,
    depth_multiplier: multiplier,
    ...placement,
    ...finish(builder),
  };
  return builder.add('DepthwiseConv2D', options, [node], {
    depthwise_kernel: [...window, channels, multiplier],
    ...bias(options, channels * multiplier),
  });
};

const separableConv2D: AddLayer = (builder, node) => {
  const { random } = builder;
  const channels = node.value.dims[2]!;
  const multiplier = random.integer(1, channels < 5 ? 2 : 1);
  const { window, placement } = randomWindow(random, node, true);
  const filters = affordable(random, node, channels * multiplier);
  const options = {
    filters,
    kernel_size: window,
    depth_multiplier: multiplier,
    ...placement,
    ...finish(builder),
  };
  return builder.add('SeparableConv2D', options, [node], {
    depthwise_kernel: [...window, channels, multiplier],
    pointwise_kernel: [1, 1, channels * multiplier, filters],
    ...bias(options, filters),
  });
};

/** Works on vectors and, at each position, on images. */
export function addDense(builder: NetworkBuilder, node: Node, units: number, activation: string) {
  const options = { units, activation, use_bias: builder.random.chance(0.8) };
  const inputs = node.value.dims.at(-1)!;
  return builder.add('Dense', options, [node], {
    kernel: [inputs, units],
    ...bias(options, units),
  });
}

const batchNormalization: AddLayer = (builder, node) => {
  const { random } = builder;
  const channels = node.value.dims.at(-1)!;
  const options = {
    axis: random.chance(0.5) ? -1 : node.value.dims.length,
    momentum: 0.99,
    epsilon: random.pick([1e-3, 1e-5]),
    scale: random.chance(0.8),
    center: random.chance(0.8),
  };
  return builder.add('BatchNormalization', options, [node], {
    ...(options.scale && { gamma: [channels] }),
    ...(options.center && { beta: [channels] }),
    moving_mean: [channels],
    moving_variance: [channels],
  });
};

const rescaling: AddLayer = (builder, node) => {
  const { random } = builder;
  const channels = node.value.dims.at(-1)!;
  const number = () => random.uniform(-1.5, 1.5);
  const each = random.chance(0.3);
  const options = each
    ? { scale: Array.from({ length: channels }, number), offset: random.uniform(-1, 1) }
    : { scale: number(), offset: number() };
  return builder.add('Rescaling', options, [node]);
};

function pooling(className: string): AddLayer {
  return (builder, node) => {
    const { window, placement } = randomWindow(builder.random, node, false);
    const strides = builder.random.chance(0.5) ? placement.strides : null;
    const padding = strides ? placement.padding : 'same';
    return builder.add(className, { pool_size: window, strides, padding }, [node]);
  };
}

const zeroPadding2D: AddLayer = (builder, node) => {
  const side = () => builder.random.integer(0, 2);
  const padding = [
    [side(), side()],
    [side(), side()],
  ];
  return builder.add('ZeroPadding2D', { padding }, [node]);
};

/** Two or three layers that read the same value, some with a branch of their own. */
const add: AddLayer = (builder, node) => {
  const { random } = builder;
  const channels = node.value.dims.at(-1)!;
  const onImage = node.value.dims.length === 3;
  const branch = (): Node => {
    const activation = builder.activation();
    if (!onImage || random.chance(0.3)) return addDense(builder, node, channels, activation);
    const window = [random.integer(1, 3), random.integer(1, 3)];
    if (random.chance(0.3)) {
      const options = { kernel_size: window, padding: 'same', use_bias: false, activation };
      return builder.add('DepthwiseConv2D', options, [node], {
        depthwise_kernel: [...window, channels, 1],
      });
    }
    const options = { filters: channels, kernel_size: window, padding: 'same', activation };
    return builder.add('Conv2D', options, [node], {
      kernel: [...window, channels, channels],
      bias: [channels],
    });
  };
  const branches = [branch(), ...(random.chance(0.3) ? [branch()] : [])];
  const short = random.chance(0.7) || branches.length < 2 ? [node] : [];
  return builder.add(
    'Add',
    {},
    random.chance(0.5) ? [...short, ...branches] : [...branches, ...short],
  );
};

/** Beside itself: many channels are not doubled again. */
const concatenate: AddLayer = (builder, node) => {
  const { random } = builder;
  const { dims } = node.value;
  if (dims.at(-1)! > 24) return builder.add('Dropout', { rate: 0.3 }, [node]);
  const other = builder.add('Activation', { activation: builder.activation() }, [node]);
  const inputs = random.chance(0.3) ? [node, other, node] : [other, node];
  const axis = random.chance(0.5) ? -1 : dims.length;
  return builder.add('Concatenate', { axis }, inputs);
};

const reshape: AddLayer = (builder, node) => {
  const [height, width, channels] = node.value.dims as [number, number, number];
  const target = builder.random.pick([
    [-1, width, channels],
    [height * width, 1, channels],
    [width, height, -1],
    [width, height, channels],
  ]);
  return builder.add('Reshape', { target_shape: target }, [node]);
};

/** Moves only sizes of 1: first makes one. */
const permute: AddLayer = (builder, node) => {
  const [height, width, channels] = node.value.dims as [number, number, number];
  const target = [height * width, 1, channels];
  const flat = builder.add('Reshape', { target_shape: target }, [node]);
  const turned = builder.add('Permute', { dims: [2, 1, 3] }, [flat]);
  return builder.add('Reshape', { target_shape: [height, width, channels] }, [turned]);
};

function plain(className: string, options: (random: Random) => LayerOptions): AddLayer {
  return (builder, node) => builder.add(className, options(builder.random), [node]);
}

function finish(builder: NetworkBuilder): { use_bias: boolean; activation: string } {
  return { use_bias: builder.random.chance(0.8), activation: builder.activation() };
}

function bias(options: { use_bias: boolean }, filters: number): Record<string, number[]> {
  return options.use_bias ? { bias: [filters] } : {};
}

/** What may follow anything: an image or a vector. */
export const ANYWHERE: Record<string, AddLayer> = {
  Add: add,
  Concatenate: concatenate,
  BatchNormalization: batchNormalization,
  Rescaling: rescaling,
  Activation: (builder, node) =>
    builder.add('Activation', { activation: builder.activation() }, [node]),
  ReLU: plain('ReLU', (random) => ({
    max_value: random.chance(0.5) ? random.uniform(0.5, 2) : null,
    negative_slope: random.chance(0.5) ? random.uniform(0, 0.5) : 0,
    threshold: 0,
  })),
  LeakyReLU: plain('LeakyReLU', (random) => ({ alpha: random.uniform(0, 0.5) })),
  ELU: plain('ELU', (random) => ({
    alpha: random.chance(0.5) ? 1 : random.uniform(0.5, 1.5),
  })),
  Softmax: plain('Softmax', () => ({ axis: -1 })),
  Dropout: plain('Dropout', () => ({ rate: 0.3, noise_shape: null, seed: null })),
  GaussianNoise: plain('GaussianNoise', () => ({ stddev: 0.3 })),
  GaussianDropout: plain('GaussianDropout', () => ({ rate: 0.3 })),
  AlphaDropout: plain('AlphaDropout', () => ({ rate: 0.3 })),
};

/** What may follow an image and gives an image. */
export const ON_IMAGES: Record<string, AddLayer> = {
  ...ANYWHERE,
  Reshape: reshape,
  Permute: permute,
  Conv2D: conv2D,
  DepthwiseConv2D: depthwiseConv2D,
  SeparableConv2D: separableConv2D,
  MaxPooling2D: pooling('MaxPooling2D'),
  AveragePooling2D: pooling('AveragePooling2D'),
  ZeroPadding2D: zeroPadding2D,
  SpatialDropout2D: plain('SpatialDropout2D', () => ({ rate: 0.3 })),
};

/** What makes a vector of an image. */
export const TO_VECTOR = ['Flatten', 'GlobalAveragePooling2D', 'GlobalMaxPooling2D'] as const;
