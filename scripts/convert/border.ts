import { parseDescriptor } from '../../src/graph/index.js';
import { INPUT_SHAPES } from '../../src/graph/topology.js';
import { IMAGE_LENGTH, IMAGE_SIDE } from '../../src/ink/drawing.js';
import type { SourceNetwork } from './source-network.js';

type Topology = SourceNetwork['topology'];

/** LeNet-5 takes MNIST's images with two pixels of paper around them. */
const BORDER = 2;
const SIDE = IMAGE_SIDE + 2 * BORDER;

/** Whether a network takes 32×32 pixels. */
export function needsBorder(topology: Topology): boolean {
  const { layers } = parseDescriptor({ modelTopology: topology, weightsManifest: [] });
  const input = layers.find(({ inputs }) => inputs.length === 0);
  const shape = INPUT_SHAPES.map((key) => input?.config[key]).find(Array.isArray);
  return shape !== undefined && shape.slice(1).join() === `${SIDE},${SIDE},1`;
}

/** A network of 32×32 pixels as one of 28×28, inside of layers that add the border. */
export function withBorder(topology: Topology, paper: number): Topology {
  const pad = layer('ZeroPadding2D', 'border', { padding: BORDER });
  // Zeros are paper between the two.
  const shift = (name: string, offset: number) => layer('Rescaling', name, { scale: 1, offset });
  const border =
    paper === 0 ? [pad] : [shift('paper_to_zero', -paper), pad, shift('zero_to_paper', paper)];
  const [first, ...others] = border;
  const batch_input_shape = [null, IMAGE_SIDE, IMAGE_SIDE, 1];
  const { class_name, config, ...more } = topology;
  const inner = {
    ...(Array.isArray(config) ? { layers: config as unknown[] } : (config as object)),
  };
  const model = { class_name, config: { ...inner, name: 'without_border' } };
  return {
    ...more,
    class_name: 'Sequential',
    config: {
      name: 'with_border',
      layers: [
        { ...first!, config: { ...first!.config, batch_input_shape } },
        ...others,
        { ...model, name: 'without_border' },
      ],
    },
  };
}

function layer(class_name: string, name: string, options: object) {
  return { class_name, config: { name, ...options } };
}

/** Images with the border around them. @param images n × 784 values. @returns n × 1024 */
export function addBorder(images: Float32Array, paper: number): Float32Array {
  const count = images.length / IMAGE_LENGTH;
  const bordered = new Float32Array(count * SIDE * SIDE).fill(paper);
  for (let row = 0; row < count * IMAGE_SIDE; row++) {
    const [image, line] = [Math.floor(row / IMAGE_SIDE), row % IMAGE_SIDE];
    const start = (image * SIDE + line + BORDER) * SIDE + BORDER;
    bordered.set(images.subarray(row * IMAGE_SIDE, (row + 1) * IMAGE_SIDE), start);
  }
  return bordered;
}
