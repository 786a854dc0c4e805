import type { CSSResultGroup, PropertyDeclarations } from 'lit';
import { copyDrawing, isTooSmall } from '../ink/index.js';
import type { Recognizer, Result } from '../recognizer/index.js';
import { styles } from './digit-recognizer.styles.js';
import { DISPLAYS, spokenValue, template, type Display } from './digit-recognizer.template.js';
import { isDigitValue, stepDigit, validateDigit } from './field-value.js';
import { dispatchDigitEvent } from './dom.js';
import type { DigitErrorDetail } from './events.js';
import type { Validation } from './form-control.js';
import type { DrawingChange } from './history.js';
import { keyAction } from './keyboard.js';
import type { GivenDigit, ReadDigit } from './learning.js';
import { readOver, type OverReading } from './overwriting.js';
import { withOwnParts } from './parts.js';
import type { PictureInput } from './picture-input.js';
import { RecognizerElement } from './recognizer-element.js';
import { lazyImport } from '../util/lazy-import.js';

/** As long as the style sheet animates it. */
const EXAMPLE_MS = 3500;

/** The first field of a page shows what to do, and that once. */
let isExampleShown = false;

/**
 * A form field for one handwritten digit. It reads the drawing on the device.
 *
 * @event input - The user changed the value. For a drawing, fires after each reading that changes it.
 * @event change - The user has finished changing the value: after the reading, one second without ink, or
 *   the focus left, or the form is submitted. Fires at once if a digit was typed or chosen, or the drawing
 *   was undone or cleared.
 * @event digit-recognized - A drawing was read; `detail` is the result, `{digit, confidence,
 *   probabilities, backend, elapsed}`. For ink that is not a digit, `digit` is null and `reason` says why.
 * @event digit-corrected - The user gave another digit for the drawing; `detail` has `digit`, `result` and `strokes`.
 * @event digit-learned - The hand of the user changed, with `learn`: `detail.digit` was learned, or if it is null,
 *   something was forgotten. `detail.confirmed` says that it was read so and left standing.
 * @event digit-ready - The network is loaded on `detail.backend`. Fires again after a device was lost,
 *   when the device is back or another backend has taken over.
 * @event digit-progress - Bytes of the network have arrived: `detail.loaded` of `detail.total`. `loaded`
 *   never decreases.
 * @event digit-error - Something failed. `detail.error` is the Error; its `code` says what failed. The
 *   drawing is kept and the element stays usable.
 * @event digit-stroke-start - The pen went down; `detail.pointerType`. `preventDefault()` refuses the stroke.
 * @event digit-stroke-end - The pen went up; `detail` has `pointerType` and `stroke`, its points in
 *   CSS pixels of the surface. It has no points if the stroke was discarded as a gesture or a palm.
 *
 * @slot label - The label above the field, also its accessible name. Replaces the attribute.
 * @slot guide - Replaces the text on the empty surface.
 * @slot buttons - More buttons for the toolbar.
 * @slot help - The help text below the field. Replaces the attribute.
 *
 * @csspart label - The label.
 * @csspart base - The card: surface, toolbar, answer and status.
 * @csspart surface - The focusable element around the canvas.
 * @csspart canvas - The canvas to draw on.
 * @csspart progress - The thin bar at the bottom of the surface while the network is loading.
 * @csspart guide - The text on the empty surface, "Draw a digit".
 * @csspart toolbar - The row of buttons.
 * @csspart button - Each button: in the toolbar, the alternatives, and the retry button.
 * @csspart undo-button - Undoes the last step.
 * @csspart redo-button - Redoes the step that was undone.
 * @csspart picture-button - Chooses a picture to read, with `pictures`.
 * @csspart clear-button - Clears the drawing.
 * @csspart retry-button - Tries again after a failure.
 * @csspart result - The answer: the digit and its confidence.
 * @csspart digit - The digit in large type.
 * @csspart confidence - The confidence, shown if another digit is likely too or beside bars or chips.
 * @csspart probabilities - The list of all ten digits.
 * @csspart probability - One digit's row or chip.
 * @csspart best - The highlighted row or chip: the answer, or else the likeliest digit. Also a `probability`.
 * @csspart probability-digit - The digit of a row or chip.
 * @csspart track - The background of a bar.
 * @csspart bar - The bar; its length is the probability.
 * @csspart percent - The percentage after a bar.
 * @csspart alternatives - The row of other likely digits.
 * @csspart alternative - A button that corrects the answer to another likely digit.
 * @csspart footer - The line with status and backend.
 * @csspart status - What the element is doing.
 * @csspart backend - The backend in use.
 * @csspart help - The help text.
 * @csspart error - The error message, once it is shown.
 *
 * @cssproperty --digit-recognizer-size - Width of the element if CSS sets no `width`.
 * @cssproperty --digit-recognizer-pen-width - Diameter of the pen, as a length or a percentage of the surface.
 * @cssproperty --digit-recognizer-guide - Color of the text on the empty surface; by default as muted text.
 * @cssproperty --digit-recognizer-digit-font - Font family of the large digit; by default that of all text.
 * @cssproperty --digit-recognizer-bar-size - Thickness of a bar.
 * @cssproperty --digit-recognizer-bar-radius - Corner radius of a bar.
 *
 * @cssstate loading - The network is loading.
 * @cssstate ready - The network is loaded on a backend.
 * @cssstate error - The network could not be loaded, or the last reading failed.
 * @cssstate empty - The field has neither a drawing nor a digit.
 * @cssstate drawing - The pen is down.
 * @cssstate recognizing - A drawing is being read.
 * @cssstate dropping - A picture is held over the field, with `pictures`.
 * @cssstate invalid - The value is invalid.
 */
export class DigitRecognizerElement extends RecognizerElement<Result> {
  static override styles: CSSResultGroup = styles;

  static override properties: PropertyDeclarations = {
    display: {},
    pictures: { type: Boolean },
  };

  /**
   * What to show besides the digit and its likely alternatives: `none`, the ten probabilities as
   * `bars`, or `chips` that the user can press to choose a digit.
   */
  declare display: Display;
  /**
   * Reads a picture of a digit that the user pastes, drops or chooses, and shows it in place of a drawing. It stays
   * on the device. A button in the toolbar offers files and, on a phone, the camera.
   */
  declare pictures: boolean;

  #pictureInput: PictureInput | null = null;

  /** The last change was a stroke of the user. */
  #isDrawn = false;
  /** What the last reading says of strokes over others. */
  #over: OverReading | null = null;
  #showsExample = false;

  constructor() {
    super();
    this.display = 'none';
    this.pictures = false;
    this.store.isDiscarded = (strokes) => isTooSmall(strokes, this.drawnOn);
    this.addEventListener('keydown', (event) => this.#keyPressed(event));
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed);
    if (changed.has('pictures') && this.pictures) void this.#takePictures();
  }

  protected override firstUpdated(): void {
    super.firstUpdated();
    // A page with a guide of its own shows itself what to do.
    const isGuided = this.querySelector('[slot="guide"]') !== null;
    if (isExampleShown || isGuided || !this.isEmpty || !this.isEditable) return;
    isExampleShown = this.#showsExample = true;
    this.requestUpdate();
    setTimeout(() => {
      this.#showsExample = false;
      this.requestUpdate();
    }, EXAMPLE_MS);
  }

  protected override render(): unknown {
    this.#showsExample &&= this.store.isBlank;
    const props = {
      ...this.fieldProps,
      result: this.result,
      value: this.value,
      display: DISPLAYS.find((display) => display === this.display) ?? 'none',
      showsExample: this.#showsExample,
      button: this.pictures && this.#pictureInput?.button(this.language.strings, this.isEditable),
    };
    const announced = this.announce(spokenValue(props));
    const rendered = template(
      { ...props, announced },
      {
        ...this.fieldHandlers,
        enter: (digit) => this.#enter(digit),
        correct: (digit) => {
          this.#enter(digit);
          this.focusSurface();
        },
      },
    );
    return withOwnParts(rendered);
  }

  protected override get eventPrefix(): 'digit' {
    return 'digit';
  }

  protected override capture(): (recognizer: Recognizer) => Promise<Result | null> {
    const { drawnOn, store } = this;
    const { picture } = store;
    if (picture) return (recognizer) => this.#pictureInput!.read(recognizer, picture);
    const strokes = copyDrawing(store.strokes);
    return async (recognizer) => {
      const over = this.#isDrawn ? await readOver(recognizer, strokes, drawnOn) : null;
      this.#over = over;
      return over?.result ?? recognizer.recognize(strokes, drawnOn);
    };
  }

  protected override recognized(result: Result): void {
    const over = this.#over;
    if (over?.result === result && over.isReplaced) this.store.keepLast(over.count);
    super.recognized(result);
  }

  protected override drawingChanged(change: DrawingChange): void {
    this.#isDrawn = change === 'end';
    super.drawingChanged(change);
  }

  protected override readAs({ digit }: Result): string {
    return digit === null ? '' : String(digit);
  }

  protected override isValue(value: unknown): value is string {
    return isDigitValue(value);
  }

  protected override dispatchResult(result: Result): void {
    dispatchDigitEvent(this, 'digit-recognized', result);
  }

  protected override readDigits({ digit, confidence }: Result): ReadDigit[] {
    const { strokes } = this.store;
    const isWritten = digit !== null && strokes.length > 0;
    return isWritten ? [{ strokes, text: String(digit), confidence }] : [];
  }

  protected override get givenDigits(): GivenDigit[] {
    const { strokes, override } = this.store;
    return override === '' || strokes.length === 0 ? [] : [{ strokes, text: override }];
  }

  /** Two digits are no drawing of the one that is typed for them. */
  protected override readonly isCorrection = (): boolean =>
    !(this.result?.digit === null && this.result.reason === 'several-digits');

  protected override validate(customError: string): Validation {
    const { value, required, result, language } = this;
    const input = { value, required, result, minConfidence: this.threshold, customError };
    return validateDigit(input, language.strings, language.format);
  }

  async #takePictures(): Promise<void> {
    try {
      const load = () => import('./picture-input.js');
      const { PictureInput } = await lazyImport('takes pictures', load);
      this.#pictureInput ??= new PictureInput(this, {
        isWelcome: () => this.pictures && this.isEditable,
        isOver: (isOver) => this.toggleState('dropping', isOver),
        came: () => this.recognition.load(),
        take: (picture) => this.editByUser(() => this.store.revise({ strokes: [], picture })),
        failed: (error) => this.recognition.fail('reading', error),
      });
      this.requestUpdate();
    } catch (error) {
      // The field goes on without; setting `pictures` again tries again.
      dispatchDigitEvent(this, 'digit-error', { error } as DigitErrorDetail);
    }
  }

  /** The user typed or chose a digit. If there is a drawing, this corrects its reading. */
  #enter(digit: number): void {
    const value = String(digit);
    if (!this.isEditable || value === this.value) return;
    const result = this.fieldValue.presentResult;
    const over = this.#over;
    if (over?.result === result && over.digit === digit) this.store.keepLast(over.count);
    if (!this.editByUser(() => this.store.enter(value)) || this.store.isEmpty) return;
    dispatchDigitEvent(this, 'digit-corrected', { digit, result, strokes: this.strokes });
  }

  #keyPressed(event: KeyboardEvent): void {
    // Slotted elements handle their own keys.
    if (event.target !== this || this.isDisabled) return;
    const action = keyAction(event);
    if (action === null) return;
    if (action.kind === 'submit') {
      if (event.composedPath()[0] === this.focusTarget) this.submitImplicitly();
      return;
    }
    if (this.readOnly) return;
    event.preventDefault();
    if (action.kind === 'enter') this.#enter(action.digit);
    else if (action.kind === 'step') this.#enter(stepDigit(this.value, action.by));
    else this.fieldHandlers.edit(action.kind);
  }
}
