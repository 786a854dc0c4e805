import { html, nothing, svg, type TemplateResult } from 'lit';
import { Directive, directive, PartType, type ElementPart, type PartInfo } from 'lit/directive.js';
import { live } from 'lit/directives/live.js';
import type { NumberDigit, NumberResult } from '../recognizer/index.js';
import { fallback, icon, statusLine, toolbar } from './digit-recognizer.template.js';
import { DIGITS, fraction, text } from './dom.js';
import type { Validation } from './form-control.js';
import type { DrawingStore } from './history.js';
import type { Format, LanguageController, Strings } from './i18n.js';
import { rove } from './keyboard.js';
import { joined, split, without } from './number-gestures.js';
import type { NumberRecognizerElement } from './number-recognizer-element.js';
import { numberStringsFor, type NumberStrings } from './number-strings.js';
import {
  stepNumber,
  takeText,
  toNumberText,
  validateNumber,
  type NumberValidityInput,
} from './number-value.js';
import type { RecognitionState } from './recognition.js';

export { gestureOf, indexPins, makeRoom } from './number-gestures.js';
export { numberStyles } from './number-recognizer.styles.js';

/** Above this confidence no other number is offered. */
const CERTAIN = 0.9;
/** Maximum number of other numbers or digits shown. */
const MAX_ALTERNATIVES = 3;
/** A less likely number is not an alternative. */
const MIN_PROBABILITY = 0.02;
/** Length of the progress bar while the number of bytes is unknown. */
const UNKNOWN_PROGRESS = 0.3;

/** What the field shows. */
export interface Props {
  readonly field: NumberRecognizerElement;
  readonly store: DrawingStore;
  readonly language: LanguageController;
  /** The last result; null if there is none or something was typed in its place. */
  readonly result: NumberResult | null;
  /** The result of the drawing as it is now. */
  readonly presentResult: NumberResult | null;
  /** Text of the field: what was typed, or else what was read. */
  readonly shown: string;
  readonly activity: RecognitionState;
  /** Accessible name and description from the page; empty if it gives none. */
  readonly name: string;
  readonly description: string;
  readonly isDisabled: boolean;
  /** Why the field is invalid, if the error is to be shown; else empty. */
  readonly error: string;
  /** Text of the live region. */
  readonly announced: string;
  readonly strings: Strings;
  readonly format: Format;
}

export interface Handlers {
  edit(step: 'undo' | 'redo' | 'clear'): void;
  /** The user corrects what was read. */
  correct(change: () => boolean): void;
  /** The user types. */
  type(change: () => boolean): void;
  submit(): void;
  /** @param index of the digit that is to be corrected; null for none. */
  select(index: number | null): void;
  focused(): void;
  touch(): void;
  retry(): void;
  label(): void;
}

function words(language: LanguageController): NumberStrings {
  return numberStringsFor(language.tag, () => language.notify());
}

export function validate(input: NumberValidityInput, language: LanguageController): Validation {
  return validateNumber(input, words(language));
}

/** The whole field. */
export function template(props: Props, handlers: Handlers): TemplateResult {
  const { field, store, activity, isDisabled, error } = props;
  const isEditable = !isDisabled && !field.readOnly;
  const own = words(props.language);
  const flags = { disabled: isDisabled, readonly: field.readOnly, invalid: error !== '' };
  const classes = Object.entries(flags).flatMap(([name, on]) => (on ? [name] : []));
  return html`
    <div class="frame">
      <div class="label" part="label" @click=${() => handlers.label()}>
        <slot name="label">${fallback(textOf(field.label))}</slot>
      </div>
      <div
        class="card number ${activity.kind} ${classes.join(' ')}"
        part="base"
        role="group"
        aria-disabled=${String(isDisabled)}
      >
        ${valueLine(props, own, handlers)}
        <div
          class="scroller"
          part="surface"
          dir="ltr"
          @pointerdown=${(event: Event) => {
            handlers.touch();
            // The focus that follows must not open the on-screen keyboard.
            inputBeside(event.currentTarget).inputMode = 'none';
          }}
        >
          <div class="paper" ${variables({ aspect: aspectOf(store) })}>
            <digit-pad
              aria-hidden="true"
              exportparts="canvas, guide"
              .store=${store}
              .embedded=${true}
              .eventPrefix=${'number'}
              .pointerTypes=${field.pointerTypes}
              ?disabled=${isDisabled}
              ?readonly=${field.readOnly}
              >${
                store.isEmpty && store.override !== ''
                  ? html`<span slot="guide" class="ghost" translate="no"
                      >${text(store.override)}</span
                    >`
                  : html`<slot name="guide" slot="guide">${text(own.writeNumber)}</slot>`
              }</digit-pad
            >
            ${brackets(props, own, isEditable, handlers)}
          </div>
          ${
            activity.kind === 'loading'
              ? html`<div
                  class="progress"
                  part="progress"
                  ${fraction(activity.fraction ?? UNKNOWN_PROGRESS)}
                ></div>`
              : nothing
          }
        </div>
        ${isEditable ? choices(props, own, handlers) : nothing}
        <div class="tools">
          ${statusLine(props, '', handlers)} ${toolbar(props, isEditable, handlers)}
        </div>
        ${
          // Browsers give the focus to what their bubble points at.
          isDisabled
            ? nothing
            : html`<div class="anchor" tabindex="-1" @focus=${() => handlers.label()}></div>`
        }
      </div>
      <div class="help" part="help" id="help">
        <slot name="help">${fallback(textOf(field.help))}</slot>
      </div>
      <div class="error" part="error" id="error">${text(error)}</div>
      <div id="description" hidden>
        ${text(props.description)} ${text(isEditable ? own.numberInstructions : '')}
      </div>
    </div>
  `;
}

/** The number in large type, a text field, with its confidence when in doubt. */
function valueLine(props: Props, own: NumberStrings, handlers: Handlers): TemplateResult {
  const { field, store, presentResult, shown, error, isDisabled } = props;
  const mode = field.decimal ? 'decimal' : 'numeric';
  const type = (next: string): void =>
    handlers.type(() => takeText(store, presentResult, shown, next));
  const isUnclear = shown !== '' && field.value === '';
  return html`
    <div class="line">
      <input
        class="value ${isUnclear ? 'unclear' : ''}"
        part="value"
        type="text"
        inputmode=${mode}
        autocomplete="off"
        dir="ltr"
        translate="no"
        aria-label=${props.name || own.numberField}
        aria-describedby="error help description"
        aria-required=${String(field.required)}
        aria-invalid=${String(error !== '')}
        .value=${live(shown)}
        ?disabled=${isDisabled}
        ?readonly=${field.readOnly}
        @focus=${() => handlers.focused()}
        @pointerdown=${(event: Event) => {
          (event.currentTarget as HTMLInputElement).inputMode = mode;
        }}
        @input=${(event: Event) => {
          // The host fires its own.
          event.stopPropagation();
          const input = event.currentTarget as HTMLInputElement;
          if (!(event as InputEvent).isComposing) type(toNumberText(input.value, field));
        }}
        @compositionend=${(event: Event) =>
          type(toNumberText((event.currentTarget as HTMLInputElement).value, field))}
        @keydown=${(event: KeyboardEvent) => keyPressed(event, props, handlers, type)}
      />
      <span class="confidence" part="confidence">${text(doubt(props))}</span>
      <button
        type="button"
        class="keyboard"
        part="button keyboard-button"
        title=${own.keyboard}
        ?hidden=${isDisabled || field.readOnly}
        @click=${(event: Event) => {
          const input = inputBeside((event.currentTarget as Element).parentElement);
          input.inputMode = mode;
          input.blur();
          input.focus();
        }}
      >
        ${keyboardIcon}
      </button>
    </div>
  `;
}

function keyPressed(
  event: KeyboardEvent,
  { field, shown, isDisabled }: Props,
  handlers: Handlers,
  type: (text: string) => void,
): void {
  if (event.defaultPrevented || event.altKey || event.isComposing || isDisabled) return;
  const key = event.key?.toLowerCase() ?? '';
  if (key === 'enter') return handlers.submit();
  if (field.readOnly) return;
  if (event.ctrlKey || event.metaKey) {
    if (key !== 'z' && key !== 'y') return;
    handlers.edit(key === 'y' || event.shiftKey ? 'redo' : 'undo');
  } else if (key === 'escape' && field.selected !== null) handlers.select(null);
  else if ((key === 'arrowup' || key === 'arrowdown') && field.kind !== 'code')
    type(stepNumber(shown, key === 'arrowup' ? 1 : -1, field));
  else return;
  event.preventDefault();
}

/** Under the strokes of each digit, what they were read as. */
function brackets(
  { field, store, result }: Props,
  own: NumberStrings,
  isEditable: boolean,
  { select }: Handlers,
): TemplateResult {
  const { width } = store.frame;
  const digits = store.isEmpty ? [] : (result?.digits ?? []);
  return html`
    <div
      class="brackets"
      role=${digits.length > 0 ? 'toolbar' : nothing}
      aria-label=${digits.length > 0 ? own.digits : nothing}
      @keydown=${rove}
      @focusin=${rove}
    >
      ${digits.map(
        ({ text: digit, box, confidence }, index) =>
          html`<button
            type="button"
            part="bracket"
            class=${confidence < CERTAIN ? 'unclear' : ''}
            translate="no"
            aria-label=${own.change(digit)}
            aria-pressed=${String(field.selected === index)}
            ?disabled=${!isEditable}
            ${variables({ left: box.left / width, width: (box.right - box.left) / width })}
            @click=${() => select(field.selected === index ? null : index)}
          >
            ${text(digit)}
          </button>`,
      )}
    </div>
  `;
}

/** What can be done with the digit that was pressed; without one, other likely numbers. */
function choices(props: Props, own: NumberStrings, handlers: Handlers): TemplateResult {
  const { field, store, presentResult: result, strings } = props;
  const digit = result?.digits[field.selected ?? -1];
  const numbers = digit ? [] : alternativesOf(props);
  const button = (
    label: string,
    part: string,
    change: () => boolean,
    spoken?: string,
  ): TemplateResult =>
    html`<button
      type="button"
      part="button ${part}"
      translate=${part === 'alternative' ? 'no' : nothing}
      aria-label=${spoken ?? nothing}
      @click=${() => handlers.correct(change)}
    >
      ${text(label)}
    </button>`;
  return html`
    <div
      class="alternatives"
      part="alternatives"
      role="toolbar"
      aria-label=${digit ? own.change(digit.text) : strings.alternatives}
      ?hidden=${!digit && numbers.length === 0}
      @keydown=${rove}
      @focusin=${rove}
    >
      ${
        digit
          ? digitChoices(digit, result!, store).map(({ label, part, change }) =>
              button(
                { split: own.split, join: own.join, delete: own.delete }[label] ?? label,
                part,
                change,
                part === 'alternative' ? strings.correct(label) : undefined,
              ),
            )
          : numbers.map((value) =>
              button(value, 'alternative', () => store.enter(value), strings.correct(value)),
            )
      }
    </div>
  `;
}

interface Choice {
  /** A digit, or what is done. */
  readonly label: string;
  readonly part: string;
  readonly change: () => boolean;
}

function digitChoices(digit: NumberDigit, { digits }: NumberResult, store: DrawingStore): Choice[] {
  const { strokes, pins } = store;
  const ofDigit = (one: NumberDigit) => one.strokes.map((index) => strokes[index]!);
  const own = ofDigit(digit);
  const next = digits[digits.indexOf(digit) + 1];
  // The likely ones first; then all others, for what was misread is often not likely.
  const texts = [...digit.alternatives.map(({ text }) => text), ...DIGITS.map(String)];
  const others = [...new Set(texts)]
    .filter((text) => text !== digit.text)
    .map((label): Choice => {
      const change = () => store.revise({ pins: joined(pins, own, label) });
      return { label, part: 'alternative', change };
    });
  const act = (label: string, change: () => boolean): Choice[] => [
    { label, part: `${label}-button`, change },
  ];
  return [
    ...others,
    ...act('split', () => store.revise({ pins: split(pins, own) })),
    ...(next
      ? act('join', () =>
          store.revise({ pins: joined(pins, [...new Set([...own, ...ofDigit(next)])]) }),
        )
      : []),
    ...act('delete', () => store.revise(without(strokes, pins, [digit]))),
  ];
}

function alternativesOf({ presentResult: result, store }: Props): string[] {
  if (result === null || store.override !== '' || result.confidence >= CERTAIN) return [];
  return result.alternatives
    .filter(({ confidence }) => confidence >= MIN_PROBABILITY)
    .slice(0, MAX_ALTERNATIVES)
    .map(({ value }) => value);
}

function doubt(props: Props): string {
  return alternativesOf(props).length > 0
    ? props.format.percent(props.presentResult!.confidence)
    : '';
}

/**
 * The number in words, for screen readers: "137"; its digits one by one for a code; "1 3 7 or 1 8 7" when
 * in doubt. What is typed they speak themselves.
 */
export function spokenValue(props: Omit<Props, 'announced'>): string {
  const { field, store, presentResult: result, strings, language } = props;
  if (store.isOpen || store.override !== '') return '';
  if (result === null)
    return store.isBlank && (store.canUndo || store.canRedo) ? strings.empty : '';
  const own = words(language);
  if (result.value === '') return own.unreadableNumber;
  const [other] = alternativesOf(props as Props);
  const spelled = (value: string) => [...value].join(' ');
  if (other !== undefined) return own.eitherOr(spelled(result.value), spelled(other));
  return field.kind === 'code' ? spelled(result.value) : result.value;
}

/** Shows the end of the number once the surface became wider. */
export function scrollToEnd(root: ParentNode, { frame, isOpen }: DrawingStore): void {
  const scroller = root.querySelector('.scroller');
  if (!scroller || isOpen) return;
  const known = widths.get(scroller) ?? 0;
  widths.set(scroller, frame.width);
  if (frame.width > known && known > 0) scroller.scrollLeft = scroller.scrollWidth;
}

const widths = new WeakMap<Element, number>();

/** Width of the surface by its height; 0 for that of the empty surface. */
function aspectOf({ frame, isEmpty }: DrawingStore): number {
  return isEmpty || frame.height === 0 ? 0 : frame.width / frame.height;
}

function inputBeside(element: unknown): HTMLInputElement {
  return (element as Element).parentElement!.querySelector('input')!;
}

/** A page may have set anything. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** Sets custom properties, which Lit's `styleMap` does by an attribute that a strict policy refuses. */
class VariablesDirective extends Directive {
  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.ELEMENT) throw new TypeError('Use variables() in an element tag.');
  }

  /** Only declares the parameters; the directive is never rendered as text. */
  declare render: (values: Readonly<Record<string, number>>) => unknown;

  override update(part: ElementPart, [values]: [Readonly<Record<string, number>>]): unknown {
    for (const [name, value] of Object.entries(values))
      (part.element as HTMLElement).style.setProperty(`--_${name}`, value.toFixed(4));
    return nothing;
  }
}

const variables = directive(VariablesDirective);

const keyboardIcon = icon(
  svg`<path d="M3 6h18v12H3z" /><path d="M7 10h0M11 10h0M15 10h0M8 14h8" />`,
);
