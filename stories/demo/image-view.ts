import { IMAGE_LENGTH, IMAGE_SIDE } from '../../src/ink/index.js';
import { keepPainted } from './kept-canvas.js';
import { fillPixels } from './map-image.js';

/** Shows the input image, pixel for pixel. */
export function createImageView(figure: Element): (image: Float32Array | null) => void {
  const canvas = figure.querySelector('canvas')!;
  const pixels = document.createElement('canvas');
  pixels.width = pixels.height = IMAGE_SIDE;
  const grid = new ImageData(IMAGE_SIDE, IMAGE_SIDE);
  const blank = new Float32Array(IMAGE_LENGTH);
  let shown: Float32Array | null = null;
  const repaint = keepPainted(canvas, ({ context, width, height, palette }) => {
    fillPixels(grid, shown ?? blank, 0, 1, palette.ramp);
    pixels.getContext('2d')!.putImageData(grid, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(pixels, 0, 0, width, height);
  });
  return (image) => {
    shown = image;
    const inked = image?.reduce((count, value) => count + (value > 0 ? 1 : 0), 0) ?? 0;
    canvas.setAttribute('aria-label', `The input image, 28 by 28: ${inked} pixels have ink`);
    repaint();
  };
}
