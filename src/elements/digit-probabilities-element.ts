import { html, type CSSResultGroup, type PropertyDeclarations } from 'lit';
import { dispatchDigitEvent } from './events.js';
import { BaseElement } from './base-element.js';
import { LanguageController } from './i18n.js';
import { bars, chips } from './digit-probabilities.template.js';
import { ranking } from './dom.js';
import { updateTabStops } from './keyboard.js';
import { styles } from './digit-probabilities.styles.js';

/**
 * The probabilities of the ten digits, as bars to look at or as chips to choose from.
 *
 * @event digit-chosen - A chip was pressed; `detail.digit`.
 *
 * @csspart list - All ten.
 * @csspart probability - One digit's row or chip.
 * @csspart best - The row or chip of `value`, or else of the likeliest digit; a `probability` too.
 * @csspart probability-digit - The digit in it.
 * @csspart track - What a bar lies in.
 * @csspart bar - As long as the digit is likely.
 * @csspart percent - The number behind a bar.
 *
 * @cssproperty --digit-recognizer-bar-size - How thick a bar is.
 * @cssproperty --digit-recognizer-bar-radius - How round its ends are.
 */
export class DigitProbabilitiesElement extends BaseElement {
  static override styles: CSSResultGroup = styles;

  static override properties: PropertyDeclarations = {
    probabilities: { attribute: false },
    value: { attribute: false },
    variant: { reflect: true },
    disabled: { type: Boolean, reflect: true },
  };

  /** Ten numbers from 0 to 1, of the digits 0 to 9; null while there is nothing to show. */
  declare probabilities: readonly number[] | null;
  /** The digit that stands, 0 to 9, highlighted in place of the likeliest; null for none. */
  declare value: number | null;
  /** `bars` to look at, or `chips` that can be pressed. */
  declare variant: 'bars' | 'chips';
  /** Chips cannot be pressed. */
  declare disabled: boolean;

  readonly #language = new LanguageController(this);

  constructor() {
    super();
    this.probabilities = null;
    this.value = null;
    this.variant = 'bars';
    this.disabled = false;
  }

  protected override render(): unknown {
    const { strings, format } = this.#language;
    const { probabilities, value } = this;
    const marked = value ?? (probabilities && ranking(probabilities)[0]!);
    const shown = { probabilities, marked, strings, format };
    if (this.variant !== 'chips') return html`${bars(shown)}`;
    return html`${chips({
      ...shown,
      value,
      disabled: this.disabled,
      choose: (digit) => dispatchDigitEvent(this, 'digit-chosen', { digit }),
    })}`;
  }

  protected override updated(): void {
    updateTabStops(this.renderRoot);
  }
}
