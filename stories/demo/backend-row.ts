import { kilobytes, milliseconds, percent } from '../../scripts/lib/figures.js';
import type { Measurement } from './measurement.js';

/** Number of columns between the row's header and its button. */
const FIGURES = 4;

/** A backend's row of the table. */
export class BackendRow {
  readonly button = document.createElement('button');
  readonly #row: HTMLTableRowElement;

  /** @param choice as in the `backend` attribute. */
  constructor(
    body: HTMLTableSectionElement,
    readonly choice: string,
  ) {
    this.#row = body.insertRow();
    const head = document.createElement('th');
    head.scope = 'row';
    head.textContent = choice;
    this.button.type = 'button';
    this.button.textContent = 'Measure';
    this.button.setAttribute('aria-label', `Measure ${choice}`);
    this.#row.append(head);
    this.#row.insertCell().append(this.button);
    this.note('not measured yet');
  }

  show({ backend, digit, confidence, first, median, samples, ...transfer }: Measurement): void {
    const { bytes, files } = transfer;
    this.#fill([
      [
        `${digit ?? 'no digit'}, ${percent(confidence)}`,
        backend === this.choice ? '' : `on ${backend}`,
      ],
      [milliseconds(first), ''],
      [milliseconds(median), `of ${samples}`],
      [kilobytes(bytes), `in ${files} files`],
    ]);
  }

  /** One text instead of the figures. */
  note(text: string, kind: 'note' | 'failed' = 'note'): void {
    this.#fill([[text, '']]);
    const cell = this.#row.cells[1]!;
    cell.colSpan = FIGURES;
    cell.className = kind;
  }

  #fill(figures: readonly (readonly [figure: string, remark: string])[]): void {
    while (this.#row.cells.length > 2) this.#row.deleteCell(1);
    figures.forEach(([figure, remark], index) => {
      const cell = this.#row.insertCell(1 + index);
      cell.textContent = figure;
      if (remark === '') return;
      const small = document.createElement('small');
      small.textContent = remark;
      cell.append(' ', small);
    });
  }
}
