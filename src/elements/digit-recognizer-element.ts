import type { CSSResultGroup, PropertyDeclarations } from 'lit';
import { createRecognizer, type BackendName, type Result } from '../recognizer/index.js';
import { drawingChanged, drawnOn } from './drawing/drawing-mixin.js';
import type { DrawingChange } from './drawing/drawing-store.js';
import { ALL_POINTERS } from './drawing/pointer-input.js';
import { validationAnchor } from './form/constraint-validation.js';
import { isDisabled } from './form/form-associated.js';
import { LabelController } from './form/label-controller.js';
import { DigitFieldElement } from './internal/digit-field-element.js';
import { defineOwnParts, renameInStyles, withOwnParts } from './parts.js';
import {
  DEFAULT_RECOGNIZE_DELAY,
  knownDelay,
  recognizeDelayConverter,
  type RecognizeDelay,
} from './recognize-delay.js';
import { RecognitionController } from './recognition/recognition-controller.js';
import { updateTabStops } from './keyboard.js';
import { styles } from './digit-recognizer.styles.js';
import {
  DISPLAYS,
  showStates,
  spokenValue,
  template,
  type Display,
} from './digit-recognizer.template.js';

/** The properties that say which recogniser to use. */
const CHOICE = ['backend', 'model', 'crossOriginWeights'];

/**
 * A field for one handwritten digit: draw it, and it is read on the device.
 *
 * @event input - The user changed the value; for a drawing, with each reading of it.
 * @event change - The user changed the value and it is settled: a second without ink after the reading,
 *   or the focus left, or the form is submitted. At once where a digit was typed or chosen, or the drawing
 *   was undone or cleared.
 * @event digit-recognized - A drawing was read; `detail` is the result, `{digit, confidence,
 *   probabilities, backend, elapsed}`. Its `digit` is null, with a `reason`, for ink that is no digit.
 * @event digit-corrected - The user gave another digit for a drawing; `detail` has `digit`, `result` and `strokes`.
 * @event digit-ready - The network is loaded; `detail.backend` computes. Again after a device was
 *   lost, when it was built again or another backend took over.
 * @event digit-progress - Bytes of the network arrived; `detail.loaded` of `detail.total`, which never
 *   runs backwards.
 * @event digit-error - Something failed; `detail.error` is the Error, whose `code` says what. The
 *   drawing is kept and the element stays usable.
 * @event digit-stroke-start - The pen goes down; `detail.pointerType`. `preventDefault()` refuses the stroke.
 * @event digit-stroke-end - The pen was lifted; `detail` has `pointerType` and `stroke`, its points in
 *   CSS pixels of the surface, none if it was discarded as the first finger of a gesture or a palm.
 *
 * @slot label - What is asked for, above the field, in place of the attribute; also its accessible name.
 * @slot guide - In place of the invitation on the empty surface.
 * @slot buttons - Buttons of the page, in the toolbar.
 * @slot help - Advice, below the field, in place of the attribute.
 *
 * @csspart label - Around the label.
 * @csspart base - The card: surface, toolbar, answer and status.
 * @csspart surface - What has the focus, with the canvas in it.
 * @csspart canvas - What one draws on.
 * @csspart progress - The thin bar at the foot of the surface while the network is fetched.
 * @csspart guide - The faint invitation on the empty surface.
 * @csspart toolbar - The row of buttons.
 * @csspart button - Each button of the toolbar, each alternative, and the one that tries again.
 * @csspart undo-button - Takes the last step back.
 * @csspart redo-button - Takes the next step again.
 * @csspart clear-button - Wipes the drawing.
 * @csspart retry-button - Tries again, after a failure.
 * @csspart result - The answer: its digit and how certain it is.
 * @csspart digit - The answer, large.
 * @csspart confidence - How certain it is; where another digit is likely too, or beside bars or chips.
 * @csspart probabilities - All ten.
 * @csspart probability - One digit's row or chip.
 * @csspart best - The row or chip of the answer, or else of the likeliest digit; a `probability` too.
 * @csspart probability-digit - The digit in it.
 * @csspart track - What a bar lies in.
 * @csspart bar - As long as the digit is likely.
 * @csspart percent - The number behind a bar.
 * @csspart alternatives - The row of other digits that are likely.
 * @csspart alternative - One of them, a button that corrects the answer.
 * @csspart footer - The line below.
 * @csspart status - What the element is doing.
 * @csspart backend - What computed the answer.
 * @csspart help - Around the advice.
 * @csspart error - Why the field is invalid, once the user has been told.
 *
 * @cssproperty --digit-recognizer-size - Width of the element without a `width` of its own.
 * @cssproperty --digit-recognizer-pen-width - Diameter of the pen, as a length or as a share of the surface.
 * @cssproperty --digit-recognizer-guide - The invitation on the empty surface; by default as muted text.
 * @cssproperty --digit-recognizer-digit-font - The family of the large digit; by default as all text.
 * @cssproperty --digit-recognizer-bar-size - How thick a bar is.
 * @cssproperty --digit-recognizer-bar-radius - How round its ends are.
 *
 * @cssstate loading - The network is being fetched.
 * @cssstate ready - The network is loaded on a backend.
 * @cssstate error - The network could not be loaded, or the last reading failed.
 * @cssstate empty - There is neither a drawing nor a digit.
 * @cssstate drawing - The pen is down.
 * @cssstate recognizing - A drawing is being read.
 * @cssstate invalid - The value does not meet its constraints.
 */
export class DigitRecognizerElement extends DigitFieldElement {
  static override styles: CSSResultGroup = styles;

  static override properties: PropertyDeclarations = {
    backend: {},
    model: {},
    crossOriginWeights: { type: Boolean, attribute: 'crossorigin-weights' },
    loading: {},
    recognizeDelay: { attribute: 'recognize-delay', converter: recognizeDelayConverter },
    display: {},
    pointerTypes: { attribute: 'pointer-types' },
    label: {},
    help: {},
  };

  /**
   * `auto`, or one or more of `webgpu webgl wasm cpu` in order of preference, comma- or
   * space-separated. One that the browser lacks is passed over; if none is left, a `digit-error`
   * names them.
   */
  declare backend: string;
  /** URL of a descriptor, the `model.json` of a network; default the bundled network. */
  declare model: string;
  /**
   * Lets the network's weight files come from other origins than its descriptor, by absolute URLs in
   * it or by redirects. Without it they are refused as `weights-origin`.
   */
  declare crossOriginWeights: boolean;
  /** `lazy`: fetch the network when near the viewport or first touched; or `eager`: at once. */
  declare loading: 'lazy' | 'eager';
  /** Milliseconds after the pen lifts; `live` recognises while drawing. */
  declare recognizeDelay: RecognizeDelay;
  /**
   * What is shown beside the digit and its likely alternatives: `none`, the ten probabilities as
   * `bars`, or `chips` that can be pressed to say which digit it is.
   */
  declare display: Display;
  /** What is asked for, above the field; the slot `label` goes before it. Also its accessible name. */
  declare label: string;
  /** Advice, below the field; the slot `help` goes before it. */
  declare help: string;

  /** Who may draw: any of `pen mouse touch`, separated by spaces; by default all. Touches that may not scroll the page. */
  declare pointerTypes: string;

  readonly #recognition = new RecognitionController(
    this,
    this.drawingStore,
    createRecognizer,
    () => this[drawnOn],
    (result) => this.take(result),
  );

  readonly #labels = new LabelController(this);
  /** What was last said of the value, by the live region or by the value itself. */
  #spoken = '';
  #spokenValue = '';
  #announced = '';

  constructor() {
    super();
    this.backend = 'auto';
    this.model = '';
    this.crossOriginWeights = false;
    this.loading = 'lazy';
    this.recognizeDelay = DEFAULT_RECOGNIZE_DELAY;
    this.display = 'none';
    this.pointerTypes = ALL_POINTERS;
    this.label = '';
    this.help = '';
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
    if (change === 'frame') return;
    const delay = knownDelay(this.recognizeDelay);
    if (change === 'begin' || change === 'extend') {
      if (delay === 'live') this.#recognition.schedule(delay);
      else if (change === 'begin') this.#recognition.cancel();
    } else if (this.reading.isSettled) {
      this.#recognition.settle();
    } else {
      this.#recognition.schedule(delay);
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#loadEagerly();
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    defineOwnParts(globalThis.customElements);
    const root = super.createRenderRoot();
    renameInStyles(root as ShadowRoot);
    return root;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (CHOICE.some((name) => changed.has(name))) this.#choose();
  }

  protected override update(changed: Map<PropertyKey, unknown>): void {
    const focused = this.shadowRoot?.activeElement;
    super.update(changed);
    // A button that goes away or cannot be pressed again would take the focus with it.
    if (focused?.isConnected === false || focused?.matches(':disabled')) this.#focusSurface();
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('loading')) this.#loadEagerly();
    showStates(this, this.drawingStore, this.#recognition);
    updateTabStops(this.renderRoot);
  }

  protected override render(): unknown {
    const { name, description } = this.#labels;
    const props = {
      store: this.drawingStore,
      result: this.result,
      value: this.value,
      activity: this.#recognition.activity,
      display: DISPLAYS.find((display) => display === this.display) ?? 'none',
      label: textOf(this.label),
      help: textOf(this.help),
      name,
      description,
      disabled: this[isDisabled],
      readOnly: this.readOnly,
      pointerTypes: this.pointerTypes,
      required: this.required,
      error: this.shownError,
      strings: this.language.strings,
      format: this.language.format,
    };
    const announced = this.#announce(spokenValue(props));
    const rendered = template(
      { ...props, announced },
      {
        edit: (step) => this.edit(step),
        enter: (digit) => this.enter(digit),
        correct: (digit) => {
          this.enter(digit);
          this.#focusSurface();
        },
        focused: () => {
          this.#labels.update();
          this.#recognition.load();
        },
        touch: () => this.#recognition.load(),
        retry: () => this.#recognition.retry(),
        label: () => this.#focusSurface(),
      },
    );
    return withOwnParts(rendered);
  }

  /** `focus()` does nothing while anything inside has the focus. */
  #focusSurface(): void {
    this[validationAnchor]?.focus();
  }

  /**
   * What the live region says. A screen reader speaks the new value of what has the focus by itself;
   * the region would say it a second time. Other words for the same value it does not speak.
   */
  #announce(spoken: string): string {
    if (spoken !== this.#spoken) {
      this.#spoken = spoken;
      const hasFocus = this.shadowRoot?.activeElement?.matches('[role="spinbutton"]') ?? false;
      this.#announced = hasFocus && this.value !== this.#spokenValue ? '' : spoken;
      this.#spokenValue = this.value;
    }
    return this.#announced;
  }

  #loadEagerly(): void {
    if (this.loading !== 'eager' || !this.isConnected) return;
    this.#choose();
    this.#recognition.load();
  }

  /** Also before `ready` and `recognize()`, which must not wait for Lit to notice a changed property. */
  #choose(): void {
    this.#recognition.choose({
      backend: this.backend || 'auto',
      model: this.model || '',
      crossOriginWeights: Boolean(this.crossOriginWeights),
    });
  }
}

/** What a page set may be anything. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
