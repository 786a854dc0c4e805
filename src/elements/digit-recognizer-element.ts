import type { CSSResultGroup, PropertyDeclarations } from 'lit';
import { createRecognizer, type BackendName, type Result } from '../recognizer/index.js';
import { drawingChanged } from './drawing/drawing-mixin.js';
import type { DrawingChange } from './drawing/drawing-store.js';
import { dispatchDigitEvent } from './events.js';
import { isDisabled } from './form/form-associated.js';
import { labelText } from './form/label-text.js';
import { DigitFieldElement } from './internal/digit-field-element.js';
import { defineParts } from './parts.js';
import {
  DEFAULT_RECOGNIZE_DELAY,
  recognizeDelayConverter,
  type RecognizeDelay,
} from './recognize-delay.js';
import { RecognitionController } from './recognition/recognition-controller.js';
import { showStates } from './view/states.js';
import { styles } from './view/styles.js';
import { widget, type ProbabilitiesVariant } from './view/widget.js';

/**
 * A field for one handwritten digit: draw it, and it is read on the device.
 *
 * @event input - The user changed the value.
 * @event change - The user changed the value and is not drawing on.
 * @event digit-recognized - A drawing was read; `detail` is the result.
 * @event digit-corrected - The user gave another digit for a drawing; `detail` has `digit`, `result` and `strokes`.
 * @event digit-ready - The network is loaded; `detail.backend` computes. Again after a device was
 *   lost, when it was built again or another backend took over.
 * @event digit-progress - Bytes of the network arrived; `detail.loaded` of `detail.total`.
 * @event digit-error - Something failed; `detail.code` and `detail.message`. The element stays usable.
 */
export class DigitRecognizerElement extends DigitFieldElement {
  static override styles: CSSResultGroup = styles;

  static override properties: PropertyDeclarations = {
    backend: {},
    model: {},
    loading: {},
    recognizeDelay: { attribute: 'recognize-delay', converter: recognizeDelayConverter },
    probabilities: {},
  };

  /** `auto`, or backends in order of preference, separated by commas or white space. */
  declare backend: string;
  /** URL of a descriptor; empty for the bundled network. */
  declare model: string;
  /** `lazy` fetches the network when near the viewport or first touched, `eager` at once. */
  declare loading: 'lazy' | 'eager';
  declare recognizeDelay: RecognizeDelay;
  /** How the probabilities are shown: `bars`, `chips` that can be chosen from, or `none`. */
  declare probabilities: ProbabilitiesVariant;

  readonly #recognition = new RecognitionController(
    this,
    this.drawingStore,
    createRecognizer,
    (result) => this.#recognized(result),
  );

  constructor() {
    super();
    this.backend = 'auto';
    this.model = '';
    this.loading = 'lazy';
    this.recognizeDelay = DEFAULT_RECOGNIZE_DELAY;
    this.probabilities = 'bars';
  }

  /** What computes; null while no network is loaded, or its device is lost. */
  get activeBackend(): BackendName | null {
    return this.#recognition.backend;
  }

  /**
   * Resolves when the network is loaded on a backend and rejects if that fails. While loading waits
   * for the element to come near the viewport, so does this. A later load has a promise of its own.
   */
  get ready(): Promise<void> {
    this.#choose();
    return this.#recognition.ready;
  }

  /**
   * Reads the drawing as it is now, loading the network if need be.
   *
   * @returns null for an empty drawing.
   * @throws CodedError when the network could not be loaded or no backend could compute.
   */
  recognize(): Promise<Result | null> {
    this.#choose();
    return this.#recognition.recognize();
  }

  override [drawingChanged](change: DrawingChange): void {
    super[drawingChanged](change);
    const live = this.recognizeDelay === 'live';
    if (change === 'begin') {
      if (!live) this.#recognition.cancel();
    } else if (change !== 'extend' && this.reading.isSettled) {
      this.#recognition.cancel();
    } else if (live || change !== 'extend') {
      this.#recognition.schedule(this.recognizeDelay);
    }
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    defineParts(globalThis.customElements);
    return super.createRenderRoot();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed);
    if (changed.has('backend') || changed.has('model')) this.#choose();
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('loading') && this.loading === 'eager') this.#recognition.load();
    showStates(this, this.drawingStore, this.#recognition);
  }

  protected override render(): unknown {
    const { strings, format } = this.language;
    const state = {
      store: this.drawingStore,
      result: this.result,
      value: this.value,
      activity: this.#recognition.activity,
      variant: this.probabilities,
      label: labelText(this, this.labels),
      disabled: this[isDisabled],
      readOnly: this.readOnly,
      required: this.required,
      error: this.shownError,
      strings,
      format,
    };
    return widget(state, {
      edit: (act) => this.edit(act),
      enter: (digit) => this.enter(digit),
      touch: () => this.#recognition.load(),
      retry: () => this.#recognition.retry(),
    });
  }

  /** Also before `ready` and `recognize()`, which must not wait for Lit to notice a changed property. */
  #choose(): void {
    this.#recognition.choose({ backend: this.backend || 'auto', model: this.model || '' });
  }

  #recognized(result: Result): void {
    this.take(result);
    dispatchDigitEvent(this, 'digit-recognized', result);
  }
}
