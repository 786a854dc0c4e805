import { html } from 'lit';
import { unsafeSVG } from 'lit/directives/unsafe-svg.js';
import { until } from 'lit/directives/until.js';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, waitFor } from 'storybook/test';
import {
  drawingExtent,
  DEFAULT_PREPROCESSING,
  drawingToImage,
  drawingToSVG,
  IMAGE_SIDE,
} from '../src/ink/index.js';
import { BARRED_SEVEN } from './drawings/digits.js';
import { bundledNetwork } from './steps/bundled-network.js';
import { grayMap } from './steps/gray-map.js';
import { layerMaps } from './steps/layer-maps.js';
import { PATIENCE } from './support/field.js';
import { importLibrary } from './support/library.js';
import { strokesOf } from './support/pen.js';

const SIDE = 280;
const PEN = 20;

const drawing = strokesOf(BARRED_SEVEN, SIDE);
const image = drawingToImage(drawing)!;

const meta: Meta = { title: 'How it works', parameters: { layout: 'padded' } };

export default meta;

type Story = StoryObj;

function svg(picture: string, label: string) {
  const size = `style="width: min(100%, ${SIDE}px)"`;
  return html`<div role="img" aria-label=${label} style="background: #fff; max-width: ${SIDE}px">
    ${unsafeSVG(picture.replace('<svg', `<svg ${size}`))}
  </div>`;
}

/** The points of each stroke, in the order in which they were drawn. */
export const Strokes: Story = {
  render: () => {
    const dots = drawing.flatMap((stroke, index) =>
      stroke.map(
        ({ x, y }) => `<circle cx="${x}" cy="${y}" r="5" fill="${['#c22', '#25c'][index]}"/>`,
      ),
    );
    const curves = drawingToSVG(drawing, {
      width: SIDE,
      height: SIDE,
      penWidth: 2,
      color: '#999',
    });
    return svg(
      curves.replace('</svg>', `${dots.join('')}</svg>`),
      `${drawing.length} strokes with ${dots.length} points`,
    );
  },
  play: async ({ canvasElement }) => {
    await expect(canvasElement.querySelectorAll('circle')).toHaveLength(9);
  },
};

/** Cropped to its bounding box, so that position and size no longer matter. */
export const Fitted: Story = {
  render: () => {
    const { left, top, right, bottom } = drawingExtent(drawing)!;
    const box =
      `<rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" ` +
      'fill="none" stroke="#c22" stroke-dasharray="6 4"/>';
    const ink = drawingToSVG(drawing, { width: SIDE, height: SIDE, penWidth: PEN, color: '#222' });
    return svg(
      ink.replace('</svg>', `${box}</svg>`),
      'The drawing in the box that it is cropped to',
    );
  },
};

/** Scaled to a box, drawn on the grid with a round pen, and centered by mass. */
export const InputImage: Story = {
  render: () => html`
    ${grayMap(
      { width: IMAGE_SIDE, height: IMAGE_SIDE, values: image, largest: 1 },
      10,
      `28 × 28 values; the box has a side of ${DEFAULT_PREPROCESSING.box}`,
    )}
  `,
  play: async ({ canvasElement }) => {
    const context = canvasElement.querySelector('canvas')!.getContext('2d')!;
    const { data } = context.getImageData(0, 0, IMAGE_SIDE, IMAGE_SIDE);
    const shades = Array.from({ length: image.length }, (_, i) => 1 - data[i * 4]! / 255);
    const mass = shades.reduce((sum, shade) => sum + shade, 0);
    const middle = shades.reduce((sum, shade, i) => sum + shade * ((i % IMAGE_SIDE) + 0.5), 0);
    await expect(middle / mass, 'the centre of mass').toBeCloseTo(IMAGE_SIDE / 2, 0);
  },
};

/** The output of each layer. Darker means larger. */
export const Layers: Story = {
  render: () => html`
    <div class="layers" style="display: grid; gap: 1rem">
      ${until(
        bundledNetwork().then((think) =>
          think(image)
            .activations.filter(({ operation }) => !/^(reshape|softmax)$/.test(operation.kind))
            .map(layerMaps),
        ),
        'Loading',
      )}
    </div>
  `,
  play: async ({ canvasElement }) => {
    await waitFor(() => expect(canvasElement.querySelector('figure')).not.toBeNull(), PATIENCE);
  },
};

/** The last layer's ten numbers after a softmax. */
export const Probabilities: Story = {
  render: () => html`
    <digit-probabilities
      style="inline-size: 280px"
      .probabilities=${until(
        bundledNetwork().then((think) => think(image).probabilities),
        null,
      )}
    ></digit-probabilities>
  `,
  play: async ({ canvasElement }) => {
    const shown = canvasElement.querySelector('digit-probabilities')!;
    await waitFor(() => expect(shown.probabilities).not.toBeNull(), PATIENCE);
    const { createRecognizer } = await importLibrary();
    const recognizer = await createRecognizer({ backend: 'cpu' });
    const read = await recognizer.recognize(drawing);
    recognizer.dispose();
    await expect(read!.digit).toBe(7);
    for (const [digit, probability] of read!.probabilities.entries()) {
      await expect(shown.probabilities![digit]).toBeCloseTo(probability, 5);
    }
  },
};
