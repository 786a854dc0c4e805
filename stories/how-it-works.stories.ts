import { html, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, waitFor } from 'storybook/test';
import { openNetwork } from './demo/open-network.js';
import { createStoryView } from './demo/story-view.js';
import './demo/styles/layers.css';
import './demo/styles/tokens.css';
import { watchDrawing } from './demo/watch-drawing.js';
import { BARRED_SEVEN } from './drawings/digits.js';
import { fieldIn, PATIENCE } from './support/field.js';
import { strokesOf } from './support/pen.js';
import './support/steps.css';

const meta: Meta = {
  title: 'How it works',
  tags: ['!autodocs'],
  parameters: { layout: 'padded' },
};

export default meta;

/** Shows each step of what is drawn in the field of the story. */
async function follow(steps: Element): Promise<void> {
  const { show, follow } = createStoryView(steps);
  const field = fieldIn(steps as HTMLElement);
  watchDrawing(field, show);
  follow(await openNetwork(new URL('models/pen/model.json', document.baseURI).href, fetch));
  show(field.strokes);
}

/** Begins once all of the story is there. */
function begin(steps?: Element): void {
  if (steps) queueMicrotask(() => void follow(steps));
}

function step(id: string, title: string, text: string): TemplateResult {
  return html`
    <figure id=${id}>
      <canvas role="img" aria-label=${title}></canvas>
      <figcaption>
        <h3>${title}</h3>
        <p>${text}</p>
        <p data-of></p>
      </figcaption>
    </figure>
  `;
}

/** Draw in the field. Every picture below is computed from your drawing, while you draw. */
export const YourDrawing: StoryObj = {
  render: () => html`
    <div class="steps" ${ref(begin)}>
      <digit-recognizer loading="eager" recognize-delay="live" aria-label="Your digit">
      </digit-recognizer>
      ${step(
        'strokes',
        '1. Strokes',
        'A pen reports points: where it is, and when. The points from pen-down to pen-up are a stroke. ' +
          'The screen and the input of the network are both computed from them.',
      )}
      ${step(
        'fit',
        '2. Smoothed and fitted',
        'A smooth curve joins points that are far apart. Then the drawing is cropped and scaled, so that its ' +
          'place and size on the surface do not matter, and its center of mass (the cross) is moved to the middle.',
      )}
      ${step(
        'image',
        '3. 28 × 28 pixels',
        'The curve is drawn with a round pen. A pixel is as dark as the fraction of it that is covered. ' +
          'This is all that the network sees. Training uses the same code.',
      )}
      <section id="layers">
        <h3>4. Layers</h3>
        <p>
          A convolution slides small windows over the image, and responds to the patterns that it
          was trained to find. Pooling keeps the strongest response nearby. Dense layers weigh all
          responses at once. Each square is one channel: the stronger the color, the stronger the
          response.
        </p>
        <ol></ol>
      </section>
      <section>
        <h3>5. Probabilities</h3>
        <p>
          A softmax turns the last numbers into probabilities that sum to one. The largest is the
          answer.
        </p>
        <digit-probabilities></digit-probabilities>
      </section>
    </div>
  `,
  play: async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await waitFor(() => expect(canvasElement.querySelector('.layer')).not.toBeNull(), PATIENCE);
    field.drawing = { width: 1, height: 1, strokes: strokesOf(BARRED_SEVEN, 1) };
    await expect((await field.recognize())?.digit).toBe(7);
    const labelOf = (id: string) => canvasElement.querySelector(`#${id} canvas`)!.ariaLabel;
    await waitFor(() => expect(labelOf('strokes')).toMatch('2 strokes, 9 points, 0.5 s'), PATIENCE);
    await expect(labelOf('image')).toMatch(/: [1-9]\d* pixels have ink/);
    const shown = canvasElement.querySelector('digit-probabilities')!.probabilities!;
    for (const [digit, probability] of field.result!.probabilities.entries()) {
      await expect(shown[digit]).toBeCloseTo(probability, 4);
    }
  },
};
