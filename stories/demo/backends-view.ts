import { BACKEND_NAMES } from '../../src/recognizer/index.js';
import { BackendRow } from './backend-row.js';
import type { Measurement } from './measurement.js';
import { messageOf } from './message.js';

const CHOICES = ['auto', ...BACKEND_NAMES];

/**
 * The table of backends. Each is measured when its button is pressed.
 *
 * @param measure measures a value of the `backend` attribute.
 * @returns a function that clears the figures, for when the network changes.
 */
export function createBackendsView(
  section: Element,
  measure: (backend: string) => Promise<Measurement>,
): () => void {
  const status = section.querySelector('[role="status"]')!;
  const body = section.querySelector('tbody')!;
  const rows = CHOICES.map((choice) => new BackendRow(body, choice));
  const buttons = section.querySelectorAll('button');
  let network = 0;
  let isBusy = false;

  /** One at a time, so that they do not slow each other down. */
  const run = async (chosen: readonly BackendRow[]): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    const started = network;
    for (const row of chosen) {
      status.textContent = `Measuring ${row.choice} …`;
      row.note('measuring …');
      const show = await measure(row.choice).then(
        (measurement) => () => row.show(measurement),
        (error: unknown) => () => row.note(messageOf(error), 'failed'),
      );
      if (network !== started) break;
      show();
      status.textContent = `Measured ${row.choice}.`;
    }
    setBusy(false);
  };
  /** The buttons are not disabled, because one of them has the focus. */
  const setBusy = (busy: boolean): void => {
    isBusy = busy;
    for (const button of buttons) button.setAttribute('aria-disabled', String(busy));
  };

  for (const row of rows) row.button.addEventListener('click', () => void run([row]));
  section.querySelector('[data-all]')!.addEventListener('click', () => void run(rows));
  return () => {
    network++;
    status.textContent = '';
    for (const row of rows) row.note('not measured yet');
  };
}
