import type { Operation, Shape } from '../../src/graph/index.js';
import { keepPainted, type Surface } from './kept-canvas.js';
import { brightestOf, fillPixels } from './map-image.js';
import { costText, operationText, shapeText } from './text.js';
import { tile, type TileSize } from './tiling.js';

/** Sizes of a feature map, and of a single number. */
const MAP: TileSize = { min: 14, max: 42, gap: 2 };
const CELL: TileSize = { min: 8, max: 16, gap: 2 };

interface LayerView {
  readonly item: HTMLLIElement;
  /** Null clears it. */
  readonly light: (values: Float32Array | null) => void;
}

/** An operation's name, shape and cost in a line, and below it a map for each channel of its output. */
export function createLayerView(operation: Operation, shape: Shape): LayerView {
  const item = document.createElement('li');
  item.className = 'layer';
  const head = document.createElement('p');
  const cost = costText(operation.multiplyAdds);
  head.title = [operation.name, cost].filter(Boolean).join(', ');
  const name = document.createElement('b');
  name.textContent = operationText(operation);
  head.append(name, ` ${shapeText(shape)}`);
  item.append(head);
  const canvas = document.createElement('canvas');
  canvas.setAttribute('role', 'img');
  item.append(canvas);
  return { item, light: keepLit(canvas, shape, operationText(operation)) };
}

function keepLit(
  canvas: HTMLCanvasElement,
  shape: Shape,
  name: string,
): (values: Float32Array | null) => void {
  const [height, width, channels] = shape;
  const size = height === 1 && width === 1 ? CELL : MAP;
  const blank = new Float32Array(height * width * channels);
  const paint = createPainter(shape, size);
  let shown: Float32Array | null = null;
  const label = (): void => canvas.setAttribute('aria-label', labelOf(name, channels, shown));
  label();
  const repaint = keepPainted(canvas, (surface) => {
    canvas.style.blockSize = `${tile(channels, surface.width, size).height}px`;
    paint(surface, shown ?? blank);
  });
  return (values) => {
    shown = values;
    label();
    repaint();
  };
}

function createPainter(
  [height, width, channels]: Shape,
  size: TileSize,
): (surface: Surface, values: Float32Array) => void {
  const pixels = new ImageData(width, height);
  const map = document.createElement('canvas');
  map.width = width;
  map.height = height;
  const mapContext = map.getContext('2d')!;
  return ({ context, width: available, palette }, values) => {
    const { columns, tile: side, gap } = tile(channels, available, size);
    const brightest = brightestOf(values);
    context.imageSmoothingEnabled = false;
    for (let channel = 0; channel < channels; channel++) {
      fillPixels(pixels, values, channel, brightest, palette.ramp);
      mapContext.putImageData(pixels, 0, 0);
      const x = (channel % columns) * (side + gap);
      const y = Math.floor(channel / columns) * (side + gap);
      context.drawImage(map, x, y, side, side);
    }
  };
}

function labelOf(name: string, channels: number, values: Float32Array | null): string {
  if (!values) return `${name}: ${channels} channels, unlit`;
  const lit = new Set<number>();
  values.forEach((value, index) => value > 0 && lit.add(index % channels));
  return `${name}: ${lit.size} of ${channels} channels are lit`;
}
