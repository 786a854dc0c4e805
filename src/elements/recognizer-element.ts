import type { CSSResult, PropertyDeclarations } from 'lit';
import { PEN_FRACTION, type Drawing, type Frame } from '../ink/index.js';
import {
  createRecognizer,
  type BackendName,
  type Recognizer,
  type RecognizerOptions,
} from '../recognizer/index.js';
import type { DigitPadElement } from './digit-pad-element.js';
import type { FieldHandlers, FieldProps } from './digit-recognizer.template.js';
import type { DigitErrorDetail, EventPrefix } from './events.js';
import { FieldValue, parseState, type FieldState } from './field-value.js';
import { FormControl } from './form-control.js';
import { NO_FRAME, renamePins, type DrawingChange, type Pins } from './history.js';
import { dispatchDigitEvent } from './dom.js';
import { updateTabStops } from './keyboard.js';
import type { GivenDigit, Learning, LearningHost, ReadDigit } from './learning.js';
import { defineOwnParts, ownName, renameInStyles } from './parts.js';
import { ALL_POINTERS } from './pointer-input.js';
import {
  delayConverter,
  knownDelay,
  Recognition,
  type RecognizeDelay,
  type RecognizerChoice,
} from './recognition.js';
import { lazyImport } from '../util/lazy-import.js';

/** In milliseconds, of a digit. */
const RECOGNIZE_DELAY = 300;

/** The properties that say which recognizer to use. */
const CHOICE = ['backend', 'model', 'crossOriginWeights', 'learn'];

/**
 * A form control whose value is read from a drawing. What is read, and how it is shown, is left to the
 * subclass.
 */
export abstract class RecognizerElement<
  R extends { readonly confidence: number },
> extends FormControl {
  static override properties: PropertyDeclarations = {
    backend: {},
    model: {},
    crossOriginWeights: { type: Boolean, attribute: 'crossorigin-weights' },
    loading: {},
    learn: {},
    recognizeDelay: { attribute: 'recognize-delay', converter: delayConverter(RECOGNIZE_DELAY) },
    pointerTypes: { attribute: 'pointer-types' },
    minConfidence: { type: Number, attribute: 'min-confidence', noAccessor: true },
  };

  /**
   * `auto`, or one or more of `webgpu webgl wasm cpu` in order of preference, comma- or
   * space-separated. `tfjs-webgpu`, `tfjs-webgl` and `tfjs-cpu` are TensorFlow.js itself, which takes over for a
   * `model` with layers that the others do not know. Backends that the browser does not support are
   * skipped. If none is left, a `digit-error` names them.
   */
  declare backend: string;
  /** URL of a descriptor, the `model.json` of a network; default the bundled network. */
  declare model: string;
  /**
   * Allows weight files from other origins than that of the descriptor, by absolute URLs or by redirects.
   * Without it, they are refused with `weights-origin`.
   */
  declare crossOriginWeights: boolean;
  /** When to load the network. `lazy`: near the viewport or at the first touch. `eager`: at once. */
  declare loading: 'lazy' | 'eager';
  /**
   * Learns the user's hand from corrections, and from digits that are left standing when the form is submitted.
   * Empty: for this page's life. A key: kept under that key on this device, and shared by the fields with that
   * key. Null: learns nothing.
   */
  declare learn: string | null;
  /** Milliseconds to wait after the pen lifts; `live` recognizes while the user draws. */
  declare recognizeDelay: RecognizeDelay;
  /** Which pointers may draw: any of `pen mouse touch`; by default all. If touch may not draw, it scrolls the page. */
  declare pointerTypes: string;

  protected readonly fieldValue = new FieldValue<R>(this.store, (result) => this.readAs(result));
  protected readonly recognition = new Recognition<R>(
    this,
    this.store,
    (options) => this.#createRecognizer(options),
    {
      prefix: () => this.eventPrefix,
      capture: () => this.capture(),
      recognized: (result) => this.recognized(result),
    },
  );
  /** The user types, which may not be the whole value yet. */
  protected isTyping = false;
  /** What waits until the ink is read, in order. */
  readonly #waiting: (() => void)[] = [];
  #minConfidence = 0;
  /** Of the key and the network that were chosen last. */
  #learning: { readonly name: string; readonly learning: Promise<Learning> } | undefined;
  #form: HTMLFormElement | null = null;
  /** The page gives the drawing and its value, which is no correction. */
  #isReplacing = false;

  /** How the value was last spoken, by the live region or by the control that has the focus. */
  #spoken = '';
  #spokenValue = '';
  #announced = '';

  constructor() {
    super();
    this.backend = 'auto';
    this.model = '';
    this.crossOriginWeights = false;
    this.loading = 'lazy';
    this.learn = null;
    this.recognizeDelay = RECOGNIZE_DELAY;
    this.pointerTypes = ALL_POINTERS;
  }

  /** 0 to 1. If a result's confidence is lower, the value stays empty and the field is invalid. */
  get minConfidence(): number {
    return this.#minConfidence;
  }

  set minConfidence(confidence: number) {
    this.#minConfidence = confidence;
    this.valueChanged();
  }

  /**
   * `''` or one digit; of a number field, a number as written, with a point. The attribute sets the initial
   * value. Anything else is converted to text, or becomes `''`. Setting a different value, or `''`, clears the
   * drawing. Fires neither `input` nor `change`.
   */
  get value(): string {
    const value = this.fieldValue.get(this.threshold);
    return this.isValue(value) ? value : '';
  }

  set value(value: string) {
    const own = this.#toValue(value);
    this.isDirty = true;
    const isSame = own === this.value && (own !== '' || this.store.isEmpty);
    if (!isSame) this.startOver(own);
  }

  /** The last result; null if there is no drawing. */
  get result(): R | null {
    return this.fieldValue.result;
  }

  /** The backend in use; null while no network is loaded or its device is lost. */
  get activeBackend(): BackendName | null {
    return this.recognition.backend;
  }

  /**
   * Resolves when the network is loaded on a backend; rejects if that fails. With lazy loading, it waits
   * until the element is near the viewport. Each load has its own promise.
   */
  get ready(): Promise<void> {
    this.#choose();
    return this.recognition.ready;
  }

  /**
   * Reads the drawing as it is now. Loads the network if necessary.
   *
   * @returns null for an empty drawing.
   * @throws CodedError if the network could not be loaded or no backend could compute.
   */
  recognize(): Promise<R | null> {
    this.#choose();
    return this.recognition.recognize();
  }

  /**
   * Forgets what was learned from the user, by all fields with this key and on this device.
   *
   * @throws CodedError `hand-storage` if this device still keeps it.
   */
  async forgetHand(): Promise<void> {
    await (await this.#learn())?.forget();
  }

  /** @internal */
  override get surfaceFrame(): Frame {
    return this.#pad?.surfaceFrame ?? NO_FRAME;
  }

  /** @internal */
  override get penFraction(): number {
    return this.#pad?.penFraction ?? PEN_FRACTION;
  }

  /** @internal */
  override releasePointer(): void {
    this.#pad?.releasePointer();
  }

  override formAssociatedCallback(form: HTMLFormElement | null): void {
    super.formAssociatedCallback(form);
    // Before the page's own listeners, which may send or reset the form.
    for (const listener of [this.hold, this.#submitted]) {
      this.#form?.removeEventListener('submit', listener as EventListener, true);
      form?.addEventListener('submit', listener, true);
    }
    this.#form = form;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#loadEagerly();
  }

  /** Milliseconds to wait after the pen lifts, unless the page says. */
  protected get defaultDelay(): number {
    return RECOGNIZE_DELAY;
  }

  /** What the names of its events begin with. */
  protected abstract get eventPrefix(): EventPrefix;

  /** @returns what reads the drawing as it is now, also if it changes meanwhile. */
  protected abstract capture(): (recognizer: Recognizer) => Promise<R | null>;

  /** The value that a result gives; empty for none. */
  protected abstract readAs(result: R): string;

  /** Whether a form may have this value. */
  protected abstract isValue(value: unknown): value is string;

  /** The digits of the drawing, as they were read. */
  protected abstract readDigits(result: R): readonly ReadDigit[];

  /** The digits of the drawing that the user gave. */
  protected abstract get givenDigits(): readonly GivenDigit[];

  protected abstract readonly isCorrection: LearningHost['isCorrection'];

  /** Tells the page of a result. */
  protected abstract dispatchResult(result: R): void;

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    defineOwnParts(globalThis.customElements);
    const root = super.createRenderRoot();
    renameInStyles(root as ShadowRoot);
    return root;
  }

  protected override addStyles(style: CSSResult): void {
    super.addStyles(style);
    renameInStyles(this.shadowRoot!);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (CHOICE.some((name) => changed.has(name))) this.#choose();
    // Whether it can be read may have changed.
    if (this.isUnread) this.syncValidity();
  }

  protected override update(changed: Map<PropertyKey, unknown>): void {
    const focused = this.shadowRoot?.activeElement;
    super.update(changed);
    // If the focused button was removed or disabled, the focus would be lost.
    if (focused?.isConnected === false || focused?.matches(':disabled')) this.focusSurface();
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('loading')) this.#loadEagerly();
    this.#showStates();
    // What it does renders again, which is not for this update.
    if (this.#waiting.length > 0) queueMicrotask(() => this.#goOn());
    updateTabStops(this.renderRoot);
  }

  protected override get isSettled(): boolean {
    return this.fieldValue.isSettled;
  }

  protected override get canRead(): boolean {
    return this.recognition.state.kind !== 'failed';
  }

  protected override whenRead(act: () => void): void {
    this.#waiting.push(act);
    this.#goOn();
    if (this.#waiting.length === 0) return;
    this.recognition.load();
    if (!this.store.isOpen) this.recognition.schedule(0);
  }

  #goOn(): void {
    while (!this.store.isOpen && (this.isSettled || !this.canRead)) {
      const act = this.#waiting.shift();
      if (!act) return;
      act();
    }
  }

  protected override get formState(): string {
    const { strokes, frame, override: entry } = this.store;
    const pins = renamePins(this.store.pins, (stroke) => strokes.indexOf(stroke));
    return JSON.stringify({ strokes, frame, entry, value: this.value, pins } satisfies FieldState);
  }

  protected override restoreState(text: string): void {
    const state = parseState(text, (value) => this.isValue(value));
    if (state === null) {
      this.value = text;
      return;
    }
    this.replace(state.strokes, state.frame, state.entry, state.pins);
    this.fieldValue.setRestored(state.value);
    this.isDirty = true;
    this.valueChanged();
  }

  protected override startOver(value: string): void {
    this.replace([], NO_FRAME, this.isValue(value) ? value : '');
  }

  protected override editabilityChanged(): void {
    const pad = this.#pad;
    if (pad === null) return;
    pad.disabled = this.isDisabled;
    pad.readOnly = this.readOnly;
    if (!this.isEditable) this.interruptStroke();
  }

  protected override drawingChanged(change: DrawingChange): void {
    if (change === 'frame') return this.syncForm();
    this.#updateValue(change);
    if (change === 'edit' && !this.#isReplacing && !this.store.isEmpty) {
      const [given, strokes] = [this.givenDigits, this.store.strokes];
      this.#teach((learning) => learning.edited(given, strokes));
    }
    const delay = knownDelay(this.recognizeDelay, this.defaultDelay);
    if (change === 'begin' || change === 'extend') {
      if (delay === 'live') this.recognition.schedule(delay);
      else if (change === 'begin') this.recognition.cancel();
    } else if (this.isSettled) {
      this.recognition.settle();
    } else {
      this.recognition.schedule(delay);
    }
  }

  #updateValue(change: DrawingChange): void {
    const before = this.value;
    this.fieldValue.drawingChanged();
    const { isSettled } = this;
    // The page was told of a discarded stroke only if it was read in the meantime.
    if (change === 'discard') this.isEdited = !isSettled || this.value !== before;
    else if (change !== 'edit') this.isDirty = this.isEdited = true;
    if (change === 'extend') return;
    if (change === 'begin') this.unsettle();
    this.valueChanged();
    if (change === 'begin' || !isSettled) return;
    if (this.isEdited) {
      this.announceInput();
      if (!this.isTyping) this.commit();
    } else if (change === 'discard') {
      this.settle();
    }
  }

  protected get fieldProps(): FieldProps {
    const { name, description } = this.accessibleLabel;
    return {
      store: this.store,
      activity: this.recognition.state,
      label: textOf(this.label),
      help: textOf(this.help),
      name,
      description,
      disabled: this.isDisabled,
      readOnly: this.readOnly,
      pointerTypes: this.pointerTypes,
      required: this.required,
      error: this.shownError,
      announced: '',
      strings: this.language.strings,
      format: this.language.format,
    };
  }

  protected readonly fieldHandlers: FieldHandlers = {
    edit: (step) => {
      this.isDone = true;
      this.held = null;
      this.editByUser(() => this.store[step]());
    },
    focused: () => {
      this.updateLabel();
      this.recognition.load();
    },
    touch: () => this.recognition.load(),
    retry: () => this.recognition.retry(),
    label: () => this.focusSurface(),
  };

  /** Called with the result of the current drawing. */
  protected recognized(result: R): void {
    const before = this.value;
    this.fieldValue.setResult(result);
    const digits = this.readDigits(result);
    this.#teach((learning) => learning.recognized(digits));
    this.valueChanged();
    this.dispatchResult(result);
    if (this.isEdited) {
      // Ink that is not a digit, such as the dot of a click, does not change an empty field.
      if (before === '' && this.value === '') this.isEdited = false;
      else this.announceInput();
    }
    if (!this.store.isOpen) this.settle();
  }

  protected replace(strokes: Drawing, frame: Frame, override: string, pins?: Pins<number>): void {
    this.forgetEdits();
    this.#isReplacing = true;
    this.store.replace(strokes, frame, override, pins);
    this.#isReplacing = false;
    const given = this.givenDigits;
    if (this.#learning || given.length > 0) this.#teach((learning) => learning.replaced(given));
    this.releasePointer();
  }

  /** Converts any value to text, as native controls do. @returns empty for what is no value of the field. */
  #toValue(value: unknown): string {
    try {
      const text = String(value ?? '');
      return this.isValue(text) ? text : '';
    } catch {
      return '';
    }
  }

  get #pad(): DigitPadElement | null {
    return this.renderRoot?.querySelector<DigitPadElement>(ownName('digit-pad')) ?? null;
  }

  /** `minConfidence` as a number: a page may set anything. */
  protected get threshold(): number {
    const value: unknown = this.minConfidence;
    return typeof value === 'number' || typeof value === 'string' ? Number(value) || 0 : 0;
  }

  /** Updates the states that a style sheet can match with `:state(…)`. */
  #showStates(): void {
    const { kind } = this.recognition.state;
    this.toggleState('loading', kind === 'loading');
    this.toggleState('ready', kind === 'ready');
    this.toggleState('error', kind === 'failed');
    this.toggleState('drawing', this.store.isOpen);
    this.toggleState('recognizing', this.recognition.isReading);
    this.toggleState('empty', this.store.isBlank);
  }

  /** The element's own `focus()` does nothing while something inside it has the focus. */
  protected focusSurface(): void {
    this.focusTarget?.focus();
  }

  /**
   * The text of the live region. A screen reader speaks a new value of the focused spin button by itself, so
   * the region stays silent then. It does not speak a new text for the same value, so the region does.
   */
  protected announce(spoken: string): string {
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
    this.recognition.load();
  }

  /** Also called before `ready` and `recognize()`, which must not wait for Lit's update. */
  #choose(): void {
    this.recognition.choose(this.#choice);
  }

  get #choice(): RecognizerChoice {
    return {
      backend: this.backend || 'auto',
      model: this.model || '',
      crossOriginWeights: Boolean(this.crossOriginWeights),
      learn: typeof this.learn === 'string' ? this.learn : null,
    };
  }

  async #createRecognizer(options: RecognizerOptions): Promise<Recognizer> {
    const learning = await this.#learn();
    return learning ? learning.createRecognizer(options) : createRecognizer(options);
  }

  /** What teaches the hand that is chosen, if one is. */
  #learn(): Promise<Learning> | undefined {
    const { learn: key, model } = this.#choice;
    const name = JSON.stringify([key, model]);
    if (key === null) this.#learning = undefined;
    else if (this.#learning?.name !== name) {
      const learning = this.#createLearning(key, model);
      this.#learning = { name, learning };
      // It is fetched anew the next time.
      learning.catch(() => (this.#learning = undefined));
    }
    return this.#learning?.learning;
  }

  async #createLearning(key: string, model: string): Promise<Learning> {
    const { Learning, SharedHand } = await lazyImport(
      'learns a hand',
      () => import('./learning.js'),
    );
    const host: LearningHost = {
      learned: (digit, confirmed) =>
        dispatchDigitEvent(this, `${this.eventPrefix}-learned`, { digit, confirmed }),
      failed: this.#failedToLearn,
      isCorrection: this.isCorrection,
    };
    return new Learning(host, SharedHand.of(key, model));
  }

  #teach(work: (learning: Learning) => void): void {
    this.#learn()?.then(work).catch(this.#failedToLearn);
  }

  readonly #failedToLearn = (error: unknown): void => {
    dispatchDigitEvent(this, `${this.eventPrefix}-error`, { error } as DigitErrorDetail);
  };

  readonly #submitted = (): void => {
    if (!this.isEditable || !this.isSettled || this.value === '') return;
    const [given, strokes] = [this.givenDigits, this.store.strokes];
    this.#teach((learning) => learning.submitted(given, strokes));
  };
}

/** The value as text: a page may set anything. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
