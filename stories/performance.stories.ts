import { html } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, waitFor } from 'storybook/test';
import { createBackendsView } from './demo/backends-view.js';
import { measureInFrame } from './demo/measure-in-frame.js';
import { BARRED_SEVEN } from './drawings/digits.js';
import { PATIENCE } from './support/field.js';
import { strokesOf } from './support/pen.js';
import './support/measure.css';

const meta: Meta = {
  title: 'Guides/Performance',
  id: 'performance',
  tags: ['!autodocs', 'unpictured'],
  parameters: { layout: 'padded' },
};

export default meta;

const drawing = strokesOf(BARRED_SEVEN, 280);

function begin(section?: Element): void {
  if (!section) return;
  createBackendsView(section, (backend) =>
    measureInFrame({ backend, model: undefined, dropped: undefined, drawing }),
  );
}

/** Each backend starts on a page of its own, so the first answer includes loading it. */
export const OnYourDevice: StoryObj = {
  render: () => html`
    <section class="measure" ${ref(begin)}>
      <div role="region" aria-label="Table of backends" tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col">Backend</th>
              <th scope="col">Reads</th>
              <th scope="col">First answer</th>
              <th scope="col">Then</th>
              <th scope="col">Transfer</th>
              <td></td>
            </tr>
          </thead>
          <tbody></tbody>
        </table>
      </div>
      <p>
        <button type="button" data-all>Measure all</button>
        <span role="status"></span>
      </p>
    </section>
  `,
  play: async ({ canvasElement }) => {
    const button = canvasElement.querySelector<HTMLElement>('[aria-label="Measure cpu"]')!;
    button.click();
    const status = canvasElement.querySelector('[role="status"]')!;
    await waitFor(() => expect(status.textContent).toBe('Measured cpu.'), PATIENCE);
    const row = button.closest('tr')!;
    await expect(row.cells[1]!.textContent).toMatch(/^7, /);
    await expect(row.cells[2]!.textContent).toMatch(/ ms/);
  },
};
