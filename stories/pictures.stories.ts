import { html } from 'lit';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, waitFor } from 'storybook/test';
import { fieldIn, partOf, valueIs } from './support/field.js';

const meta: Meta = { title: 'More examples/Pictures', id: 'pictures' };

export default meta;

/** A three with a pencil, by daylight, as a picture file. */
async function pencilThree(): Promise<File> {
  const canvas = Object.assign(document.createElement('canvas'), { width: 400, height: 300 });
  const context = canvas.getContext('2d')!;
  const light = context.createLinearGradient(0, 0, 400, 300);
  light.addColorStop(0, '#e9e4d8');
  light.addColorStop(1, '#a8a296');
  context.fillStyle = light;
  context.fillRect(0, 0, 400, 300);
  context.strokeStyle = '#5a5a60';
  context.lineWidth = 7;
  context.lineCap = context.lineJoin = 'round';
  context.moveTo(150, 90);
  context.bezierCurveTo(190, 50, 260, 90, 190, 140);
  context.bezierCurveTo(280, 150, 240, 260, 145, 220);
  context.stroke();
  return new Promise((resolve) =>
    canvas.toBlob((blob) => resolve(new File([blob!], 'three.png', { type: 'image/png' }))),
  );
}

/**
 * Paste a picture of a digit, drop one on the field, or choose one with the button; a phone offers its camera. It is
 * read on the device. Here a pencil drawing was dropped. Draw over it, or undo.
 */
export const Dropped: StoryObj = {
  render: () => html`
    <digit-recognizer pictures label="Draw, paste or drop a digit" help="A photo will do.">
    </digit-recognizer>
  `,
  play: async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await waitFor(() => expect(partOf(field, 'picture-button')).not.toBeNull());
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(await pencilThree());
    partOf(field, 'surface')!.dispatchEvent(
      new DragEvent('drop', { dataTransfer, bubbles: true, composed: true, cancelable: true }),
    );
    await valueIs(field, '3');
  },
};
