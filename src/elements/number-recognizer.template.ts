import { html, noChange, nothing, svg, type TemplateResult } from 'lit';
import { Directive, directive, PartType, type ElementPart, type PartInfo } from 'lit/directive.js';
import { live } from 'lit/directives/live.js';
import { drawingExtent, type Stroke } from '../ink/index.js';
import type { NumberDigit, NumberResult } from '../recognizer/index.js';
import {
  frame,
  icon,
  isEditable,
  progress,
  statusLine,
  toolbar,
  type FieldHandlers,
  type FieldProps,
} from './digit-recognizer.template.js';
import { DIGITS, text } from './dom.js';
import type { DrawingStore } from './history.js';
import type { LanguageController } from './i18n.js';
import { rove } from './keyboard.js';
import {
  aspectOf,
  digitsOf,
  heightOf,
  makeRoomBefore,
  rightOf,
  takeNumber,
  takeText,
  type Written,
} from './number-digits.js';
import * as gestures from './number-gestures.js';
import type { NumberRecognizerElement } from './number-recognizer-element.js';
import { numberWords, type NumberStrings } from './number-strings.js';
import * as values from './number-value.js';

export { makeRoom, readNumber } from './number-digits.js';
export { numberStyles } from './number-recognizer.styles.js';

/** Above this confidence no other number is offered. */
const CERTAIN = 0.9;
/** Maximum number of other numbers or digits shown. */
const MAX_ALTERNATIVES = 3;
/** A less likely number is not an alternative. */
const MIN_PROBABILITY = 0.02;
/** Room that is seen at the right of a number one writes on, in heights. */
const SEEN_ROOM = 1;

/** What the field shows. */
interface Props extends FieldProps {
  readonly field: NumberRecognizerElement;
  readonly language: LanguageController;
  /** The result of the drawing as it is now. */
  readonly presentResult: NumberResult | null;
  /** Text of the field: what was typed, or else what was read. */
  readonly shown: string;
}

interface Handlers extends FieldHandlers {
  /** The user corrects what was read. */
  correct(change: () => boolean): void;
  /** The user types. */
  type(change: () => boolean): void;
  /** The user wants room for another digit, and to type it. */
  insert(change: () => boolean): void;
  submit(): void;
  /** @param index of the digit that is to be corrected; null for none. */
  select(index: number | null): void;
  /** A number input of the browser with the rules of the field. */
  numberInput(value: string): HTMLInputElement;
}

function words(language: LanguageController): NumberStrings {
  void numberWords.load(language.tag);
  return numberWords.in(language.tag);
}

/**
 * @param typed in place of a reading; it need not be a number yet.
 *
 * @internal
 */
export function messageOf(
  flags: ValidityStateFlags,
  field: NumberRecognizerElement,
  typed: string,
  language: LanguageController,
): string {
  return values.messageOf(flags, field, typed, words(language));
}

export function gestureOf(
  written: Written,
  stroke: Stroke,
  result: NumberResult | null,
): gestures.Gesture | null {
  const digits = digitsOf(written, result);
  return digits && gestures.gestureOf(written, stroke, digits);
}

/**
 * The whole field.
 *
 * @internal
 */
export function template(props: Props, handlers: Handlers): TemplateResult {
  const { field, store, activity, disabled, readOnly } = props;
  const own = words(props.language);
  const digits = digitsOf(store, props.presentResult);
  const card = html`
    ${valueLine(props, own, digits, handlers)}
    <div
      class="scroller"
      part="surface"
      dir="ltr"
      @pointerdown=${({ currentTarget }: Event) => {
        handlers.touch();
        const scroller = currentTarget as HTMLElement;
        // Nothing moves while the pen is down.
        scroller.scrollTo?.({ left: scroller.scrollLeft, behavior: 'instant' });
      }}
    >
      <div class="paper" ${variables({ aspect: aspectOf(store) })}>
        <digit-pad
          aria-hidden="true"
          exportparts="canvas, guide"
          .store=${store}
          .embedded=${true}
          .eventPrefix=${'number'}
          .pointerTypes=${props.pointerTypes}
          ?disabled=${disabled}
          ?readonly=${readOnly}
          >${
            store.isBlank
              ? html`<slot name="guide" slot="guide">${text(own.writeNumber)}</slot>`
              : html`<span slot="guide"></span>`
          }</digit-pad
        >
        ${store.pins.groups.map(({ strokes, text: digit, x = 0 }) =>
          strokes.length > 0
            ? nothing
            : html`<span
                class="type"
                part="type"
                aria-hidden="true"
                translate="no"
                ${variables({ left: x })}
                >${text(digit!)}</span
              >`,
        )}
        ${brackets(props, own, digits, handlers)}
      </div>
      ${progress(activity)}
    </div>
    ${store.isOpen ? noChange : choices(props, own, digits ?? [], handlers)}
    <div class="tools">
      ${statusLine(props, '', handlers)} ${toolbar(props, isEditable(props), handlers)}
    </div>
    ${
      // Browsers give the focus to what their bubble points at.
      disabled
        ? nothing
        : html`<div class="anchor" tabindex="-1" @focus=${() => handlers.label()}></div>`
    }
  `;
  const onPointerDown = ({ target, currentTarget }: Event): void => {
    const input = (currentTarget as Element).querySelector('input')!;
    // Unless the text is pressed, the focus that follows must not open the on-screen keyboard.
    input.inputMode = target === input ? modeOf(field) : 'none';
  };
  const content = html`<div class="content" @pointerdown=${onPointerDown}>${card}</div>`;
  return frame(props, handlers, 'number', content, own.numberInstructions);
}

function modeOf({ decimal }: NumberRecognizerElement): 'decimal' | 'numeric' {
  return decimal ? 'decimal' : 'numeric';
}

/** The number in large type, a text field, with its confidence when in doubt. */
function valueLine(
  props: Props,
  own: NumberStrings,
  digits: readonly NumberDigit[] | null,
  handlers: Handlers,
): TemplateResult {
  const { field, store, shown, error, disabled } = props;
  const take = (input: HTMLInputElement, inputType: string): void => {
    const isPasted = inputType !== 'insertText' || /[-.]/.test(shown);
    const read = (value: string) => values.toNumberText(value, field, isPasted);
    const next = read(input.value);
    const caret = read(input.value.slice(0, input.selectionStart ?? undefined)).length;
    if (next !== input.value) {
      input.value = next;
      input.setSelectionRange(caret, caret);
    }
    handlers.type(() => takeText(store, digits, shown, next, caret));
  };
  const isUnclear = shown !== '' && field.value === '';
  return html`
    <div class="line">
      <input
        class="value ${isUnclear ? 'unclear' : ''}"
        part="value"
        type="text"
        inputmode=${modeOf(field)}
        autocomplete="off"
        dir="ltr"
        translate="no"
        aria-label=${props.name || own.numberField}
        aria-describedby="error help description"
        aria-required=${String(props.required)}
        aria-invalid=${String(error !== '')}
        .value=${live(shown)}
        ?disabled=${disabled}
        ?readonly=${props.readOnly}
        @focus=${() => handlers.focused()}
        @input=${(event: Event) => {
          // The host fires its own.
          event.stopPropagation();
          const { isComposing, inputType } = event as InputEvent;
          if (!isComposing) take(event.currentTarget as HTMLInputElement, inputType);
        }}
        @compositionend=${({ currentTarget }: Event) =>
          take(currentTarget as HTMLInputElement, 'insertText')}
        @keydown=${(event: KeyboardEvent) => keyPressed(event, props, digits, handlers)}
      />
      <span class="confidence" part="confidence">${text(doubt(props))}</span>
      <button
        type="button"
        class="keyboard"
        part="button keyboard-button"
        title=${own.keyboard}
        ?hidden=${!isEditable(props)}
        @click=${({ currentTarget }: Event) => {
          const input = inputOf(currentTarget);
          input.inputMode = modeOf(field);
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
  { field, store, shown, disabled, readOnly }: Props,
  digits: readonly NumberDigit[] | null,
  handlers: Handlers,
): void {
  if (event.defaultPrevented || event.altKey || event.isComposing || disabled) return;
  const key = event.key?.toLowerCase() ?? '';
  if (key === 'enter') return handlers.submit();
  if (readOnly) return;
  if (event.ctrlKey || event.metaKey) {
    if (key !== 'z' && key !== 'y') return;
    handlers.edit(key === 'y' || event.shiftKey ? 'redo' : 'undo');
  } else if (key === 'escape' && field.selected !== null) handlers.select(null);
  else if ((key === 'arrowup' || key === 'arrowdown') && field.kind !== 'code') {
    const input = handlers.numberInput(shown);
    const next = values.stepNumber(input, key === 'arrowup' ? 1 : -1, field.signed);
    handlers.type(() => takeText(store, digits, shown, next, 0, false));
  } else return;
  event.preventDefault();
}

/** Below each digit, what it was read as. While the user draws, the last brackets stay. */
function brackets(
  props: Props,
  own: NumberStrings,
  digits: readonly NumberDigit[] | null,
  { select }: Handlers,
): TemplateResult {
  const { field, store } = props;
  const height = heightOf(store);
  const isKnown = digits !== null && !store.isOpen;
  const inToolbar = (value: string) => (digits?.length ? value : nothing);
  const bracket = ({ text: digit, box, confidence, strokes }: NumberDigit, index: number) =>
    html`<button
      type="button"
      part="bracket"
      class="${confidence < CERTAIN ? 'unclear' : ''} ${strokes.length > 0 ? '' : 'typed'}"
      translate="no"
      aria-label=${own.change(digit)}
      aria-pressed=${String(field.selected === index)}
      ?disabled=${!isEditable(props)}
      ${variables({ left: box.left / height, width: (box.right - box.left) / height })}
      @click=${() => select(field.selected === index ? null : index)}
    >
      ${text(digit)}
    </button>`;
  return html`
    <div
      class="brackets"
      role=${isKnown ? inToolbar('toolbar') : noChange}
      aria-label=${isKnown ? inToolbar(own.digits) : noChange}
      @keydown=${rove}
      @focusin=${rove}
    >
      ${isKnown ? digits.map(bracket) : noChange}
    </div>
  `;
}

/** What can be done with the digit that was pressed; without one, other likely numbers. */
function choices(
  props: Props,
  own: NumberStrings,
  digits: readonly NumberDigit[],
  handlers: Handlers,
): unknown {
  if (!isEditable(props)) return nothing;
  const { field, store, strings } = props;
  const digit = digits[field.selected ?? -1];
  const numbers = digit ? [] : alternativesOf(props);
  const button = (
    label: string,
    part: string,
    act: (event: Event) => void,
    spoken?: string,
  ): TemplateResult =>
    html`<button
      type="button"
      part="button ${part}"
      translate=${part === 'alternative' ? 'no' : nothing}
      aria-label=${spoken ?? nothing}
      @click=${act}
    >
      ${text(label)}
    </button>`;
  const correction = (label: string, change: () => boolean) =>
    button(label, 'alternative', () => handlers.correct(change), strings.correct(label));
  const edits = ({ label, change }: Choice) =>
    button(own[label], `${label}-button`, () => handlers.correct(change));
  const insert = ({ currentTarget }: Event): void => {
    const at = field.selected!;
    const caret = digits.slice(0, at).reduce((length, { text }) => length + text.length, 0);
    handlers.insert(() => makeRoomBefore(store, digits, digit!));
    inputOf(currentTarget).setSelectionRange(caret, caret);
  };
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
          ? [
              ...othersOf(digit).map((label) =>
                correction(label, () => store.revise({ pins: changed(store, digit, label) })),
              ),
              button(own.insert, 'insert-button', insert),
              ...editsOf(digit, digits, store).map(edits),
            ]
          : numbers.map((value) => correction(value, () => takeNumber(store, digits, value)))
      }
    </div>
  `;
}

/** The other digits. The likely ones first; then all, for what was misread is often not likely. */
function othersOf({ text: own, alternatives }: NumberDigit): string[] {
  const texts = [...alternatives.map(({ text }) => text), ...DIGITS.map(String)];
  return [...new Set(texts)].filter((text) => text !== own);
}

function strokesOf({ strokes }: DrawingStore, digit: NumberDigit): Stroke[] {
  return digit.strokes.map((index) => strokes[index]!);
}

function changed(store: DrawingStore, digit: NumberDigit, to: string): DrawingStore['pins'] {
  const own = strokesOf(store, digit);
  return own.length === 0
    ? gestures.retyped(store, digit, to)
    : gestures.joined(store.pins, own, to);
}

interface Choice {
  readonly label: 'split' | 'join' | 'delete';
  readonly change: () => boolean;
}

function editsOf(
  digit: NumberDigit,
  digits: readonly NumberDigit[],
  store: DrawingStore,
): Choice[] {
  const { pins } = store;
  const own = strokesOf(store, digit);
  const next = digits[digits.indexOf(digit) + 1];
  const other = next ? strokesOf(store, next) : [];
  const all: (Choice & { isPossible: boolean })[] = [
    {
      label: 'split',
      isPossible: own.length > 0,
      change: () => store.revise({ pins: gestures.split(pins, own) }),
    },
    {
      label: 'join',
      isPossible: own.length > 0 && other.length > 0,
      change: () => store.revise({ pins: gestures.joined(pins, [...new Set([...own, ...other])]) }),
    },
    {
      label: 'delete',
      isPossible: true,
      change: () => store.revise(gestures.without(store, [digit])),
    },
  ];
  return all.filter(({ isPossible }) => isPossible);
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
 *
 * @internal
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

/**
 * Scrolls on where one writes at the end of the number.
 *
 * @internal
 */
export function scrollToEnd(root: ParentNode | null, store: DrawingStore): void {
  const scroller = root?.querySelector('.scroller');
  if (!scroller || store.isOpen) return;
  const height = heightOf(store);
  const pixels = scroller.querySelector('.paper > :first-child')!.clientHeight / height;
  const right = rightOf(store);
  const written = drawingExtent(store.strokes.slice(-1))?.right;
  const typed = store.pins.groups.at(-1)?.x === undefined ? 0 : right;
  const last = (store.override === '' ? written : typed) ?? right;
  const left = (right + SEEN_ROOM * height) * pixels - scroller.clientWidth;
  // One may have written or typed in the middle.
  if (last > right - height / 2 && scroller.scrollLeft < left) scroller.scrollTo?.({ left });
}

function inputOf(element: unknown): HTMLInputElement {
  return (element as Element).closest('.card')!.querySelector('input')!;
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
