import { html, type CSSResultGroup, type PropertyDeclarations } from 'lit';
import { BaseElement } from './base-element.js';
import { LanguageController } from './i18n.js';
import { bars, chips } from './digit-probabilities.template.js';
import { ranking, dispatchDigitEvent } from './dom.js';
import { updateTabStops } from './keyboard.js';
import { styles } from './digit-probabilities.styles.js';

/**
 * The probabilities of the ten digits, as bars, or as chips to choose from.
 *
 * @event digit-chosen - A chip was pressed; `detail.digit`.
 *
 * @csspart list - The list of all ten digits.
 * @csspart probability - One digit's row or chip.
 * @csspart best - The highlighted row or chip: `value`, or else the likeliest digit. Also a `probability`.
 * @csspart probability-digit - The digit of a row or chip.
 * @csspart track - The background of a bar.
 * @csspart bar - The bar; its length is the probability.
 * @csspart percent - The percentage after a bar.
 *
 * @cssproperty --digit-recognizer-bar-size - Thickness of a bar.
 * @cssproperty --digit-recognizer-bar-radius - Corner radius of a bar.
 */
export class DigitProbabilitiesElement extends BaseElement {
  static override styles: CSSResultGroup = styles;

  static override properties: PropertyDeclarations = {
    probabilities: { attribute: false },
    value: { attribute: false },
    variant: { reflect: true },
    disabled: { type: Boolean, reflect: true },
  };

  /** The probabilities of the digits 0 to 9, each from 0 to 1; null to show none. */
  declare probabilities: readonly number[] | null;
  /** The digit to highlight instead of the likeliest one, 0 to 9; or null. */
  declare value: number | null;
  /** `bars`, or `chips` that can be pressed. */
  declare variant: 'bars' | 'chips';
  /** The user cannot press the chips. */
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
