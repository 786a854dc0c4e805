import { html, noChange, nothing, type TemplateResult } from 'lit';
import { drawingExtent } from '../ink/index.js';
import type { NumberResult } from '../recognizer/index.js';
import {
  alternative,
  frame,
  guideOf,
  icon,
  isEditable,
  pad,
  row,
  spokenBlank,
  statusLine,
  toolbar,
  type FieldHandlers,
  type FieldProps,
} from './digit-recognizer.template.js';
import { text, variables, whenRendered } from './dom.js';
import type { DrawingStore, Revision } from './history.js';
import { keyAction } from './keyboard.js';
import {
  aspectOf,
  CERTAIN,
  type Digit,
  digitsOf,
  heightOf,
  makeRoomBefore,
  offeredBy,
  readingOf,
  rightOf,
  takeNumber,
  takeText,
  textOf,
  typedInto,
} from './number-digits.js';
import * as gestures from './number-gestures.js';
import type { NumberRecognizerElement } from './number-recognizer-element.js';
import * as values from './number-value.js';

export { digitsOf, makeRoom, readNumber } from './number-digits.js';
export { gestureOf } from './number-gestures.js';
export { numberStyles } from './number-recognizer.styles.js';
export { messageOf } from './number-value.js';

/** Room that is seen at the right of a number one writes on, in heights. */
const SEEN_ROOM = 1;

/** What the field shows. */
interface Props extends FieldProps {
  readonly field: NumberRecognizerElement;
  /** The result of the drawing as it is now. */
  readonly presentResult: NumberResult | null;
  /** Text of the field: what was typed, or else what was read. */
  readonly shown: string;
  /** The text in the field is not taken yet. */
  readonly isDraft: boolean;
}

/** An edit of the text that is shown. @param base the text it was made of, which may be an earlier one. */
export type TextChange = (digits: readonly Digit[] | null, shown: string, base: string) => boolean;

interface Handlers extends FieldHandlers {
  /** The user corrects what was read. */
  correct(change: () => boolean): void;
  /** The user types. @param isDraft the field keeps its text until that is taken. */
  type(change: TextChange, isDraft?: boolean): void;
  /** The user wants room for another digit, and to type it. */
  insert(change: () => boolean): void;
  submit(): void;
  /** The user begins to compose text, which the field keeps until that is taken. */
  compose(): void;
  /** @param index of the digit that is to be corrected; null for none. */
  select(index: number | null): void;
  /** A number input of the browser with the rules of the field. */
  numberInput(value: string): HTMLInputElement;
}

/**
 * The whole field.
 *
 * @internal
 */
export function template(props: Props, handlers: Handlers): TemplateResult {
  const { field, store, disabled, strings } = props;
  const digits = digitsOf(store, props.presentResult);
  const onPointerDown = ({ target, currentTarget }: Event): void => {
    const input = (currentTarget as Element).querySelector('input')!;
    // Unless the text is pressed, the focus that follows must not open the on-screen keyboard.
    input.inputMode = target === input ? modeOf(field) : 'none';
  };
  const card = html`
    <div class="content" @pointerdown=${onPointerDown}>
      ${valueLine(props, handlers)}
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
          ${pad(
            props,
            'number',
            store.isBlank ? guideOf(strings.writeNumber) : html`<span slot="guide"></span>`,
          )}
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
          ${store.isOpen || digits === null ? noChange : brackets(props, digits, handlers)}
        </div>
      </div>
      ${store.isOpen ? noChange : choices(props, digits ?? [], handlers)}
      <div class="tools">
        ${statusLine(props, '', handlers)} ${toolbar(props, isEditable(props), handlers)}
      </div>
      ${
        // Browsers give the focus to what their bubble points at.
        disabled
          ? nothing
          : html`<div class="anchor" tabindex="-1" @focus=${() => handlers.label()}></div>`
      }
    </div>
  `;
  return frame(props, handlers, '', card, strings.numberInstructions);
}

function modeOf({ decimal }: NumberRecognizerElement): 'decimal' | 'numeric' {
  return decimal ? 'decimal' : 'numeric';
}

/** The number in large type, a text field, with its confidence when in doubt. */
function valueLine(props: Props, handlers: Handlers): TemplateResult {
  const { field, store, shown, isDraft, error, disabled, strings } = props;
  const take = (input: HTMLInputElement, inputType: string): void => {
    const isPasted = inputType !== 'insertText' || /[-.]/.test(shown);
    const read = (value: string) => values.toNumberText(value, field, isPasted);
    const next = read(input.value);
    const caret = read(input.value.slice(0, input.selectionStart ?? undefined)).length;
    if (next !== input.value) {
      input.value = next;
      input.setSelectionRange(caret, caret);
    }
    handlers.type((digits, now, base) => {
      const text = typedInto(now, base, next, caret);
      return takeText(store, digits, now, text, Math.max(0, text.length - next.length + caret));
    }, true);
  };
  const isUnclear = shown !== '' && field.value === '';
  return html`
    <div class="line">
      <input
        class="value field ${isUnclear ? 'unclear' : ''}"
        part="value"
        type="text"
        inputmode=${modeOf(field)}
        autocomplete="off"
        dir="ltr"
        translate="no"
        aria-label=${props.name || strings.numberField}
        aria-describedby="error help description"
        aria-required=${String(props.required)}
        aria-invalid=${String(error !== '')}
        ${
          // Lit would not set it back to what it was.
          whenRendered((element) => {
            const input = element as HTMLInputElement;
            if (isDraft || input.value === shown) return;
            const { selectionStart: caret, value } = input;
            input.value = shown;
            // Where the user types on.
            if (input.matches(':focus') && caret !== value.length)
              input.setSelectionRange(caret, caret);
          })
        }
        ?disabled=${disabled}
        ?readonly=${props.readOnly}
        @focus=${() => handlers.focused()}
        @input=${(event: Event) => {
          // The host fires its strings.
          event.stopPropagation();
          const { isComposing, inputType } = event as InputEvent;
          if (!isComposing) take(event.currentTarget as HTMLInputElement, inputType);
        }}
        @compositionstart=${() => handlers.compose()}
        @compositionend=${({ currentTarget }: Event) =>
          take(currentTarget as HTMLInputElement, 'insertText')}
        @keydown=${(event: KeyboardEvent) => keyPressed(event, props, handlers)}
      />
      <span class="confidence" part="confidence">${text(doubt(props))}</span>
      <button
        type="button"
        class="keyboard"
        part="button keyboard-button"
        title=${strings.keyboard}
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
  { field, store, readOnly }: Props,
  handlers: Handlers,
): void {
  const action = keyAction(event);
  if (action?.kind === 'submit') return handlers.submit();
  if (readOnly) return;
  if (action?.kind === 'undo' || action?.kind === 'redo') handlers.edit(action.kind);
  else if (action?.kind === 'step' && field.kind !== 'code') {
    const { by } = action;
    handlers.type((digits, shown) => {
      const next = values.stepNumber(handlers.numberInput(shown), by, field.signed);
      return takeText(store, digits, shown, next, 0, false);
    });
  } else if (event.key === 'Escape' && field.selected !== null) handlers.select(null);
  else return;
  event.preventDefault();
}

/** Below each digit, what it was read as. While the user draws, the last brackets stay. */
function brackets(props: Props, digits: readonly Digit[], { select }: Handlers): TemplateResult {
  const { field, store } = props;
  const height = heightOf(store);
  const bracket = ({ text: digit, box, confidence, strokes }: Digit, index: number) =>
    html`<button
      type="button"
      part="bracket"
      class="${confidence < CERTAIN ? 'unclear' : ''} ${strokes.length > 0 ? '' : 'typed'}"
      translate="no"
      aria-label=${props.strings.change(digit)}
      aria-pressed=${String(field.selected === index)}
      ?disabled=${!isEditable(props)}
      ${variables({ left: box.left / height, width: (box.right - box.left) / height })}
      @click=${() => select(field.selected === index ? null : index)}
    >
      ${text(digit)}
    </button>`;
  return row('brackets', props.strings.digits, digits.map(bracket));
}

/** What can be done with the digit that was pressed; without one, other likely numbers. */
function choices(props: Props, digits: readonly Digit[], { correct, insert }: Handlers): unknown {
  if (!isEditable(props)) return nothing;
  const { field, store, strings } = props;
  const at = field.selected ?? -1;
  const digit = digits[at];
  const choose = (label: string, change: () => boolean) =>
    alternative(label, strings.correct(label), () => correct(change));
  if (!digit) {
    const numbers = alternativesOf(props).map((value) =>
      choose(value, () =>
        takeNumber(store, digitsOf(store, readingOf(props.presentResult!, value))!, value),
      ),
    );
    return row('alternatives', strings.alternatives, numbers);
  }
  const { pins } = store;
  const { strokes } = digit;
  const next = digits[at + 1]?.strokes ?? [];
  const button = (label: 'insert' | 'split' | 'join' | 'delete', act: (event: Event) => void) =>
    html`<button type="button" part="button ${label}-button" @click=${act}>
      ${text(strings[label])}
    </button>`;
  const revise = (revision: Revision) => () => store.revise(revision);
  const edit = (label: 'split' | 'join' | 'delete', revision: Revision) =>
    button(label, () => correct(revise(revision)));
  const buttons = [
    othersOf(digit).map((label) =>
      choose(label, revise({ pins: gestures.changed(store, digit, label, digits) })),
    ),
    button('insert', ({ currentTarget }) => {
      const caret = textOf(digits.slice(0, at)).length;
      insert(() => makeRoomBefore(store, digits, digit));
      inputOf(currentTarget).setSelectionRange(caret, caret);
    }),
    strokes.length > 0 ? edit('split', { pins: gestures.split(pins, strokes) }) : nothing,
    strokes.length > 0 && next.length > 0
      ? edit('join', { pins: gestures.joined(pins, [...new Set([...strokes, ...next])]) })
      : nothing,
    edit('delete', gestures.without(store, [digit], digits)),
  ];
  return row('alternatives', strings.change(digit.text), buttons);
}

/** The other digits. The likely ones first; then all, for what was misread is often not likely. */
function othersOf({ text: own, alternatives }: Digit): string[] {
  return [...new Set([...alternatives.map(({ text }) => text), ...'0123456789'])].filter(
    (text) => text !== own,
  );
}

function alternativesOf({ presentResult, store }: Props): string[] {
  return presentResult === null || store.override !== '' ? [] : offeredBy(presentResult);
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
  const { field, store, presentResult: result, strings } = props;
  if (store.isOpen || store.override !== '') return '';
  if (result === null) return spokenBlank(props);
  if (result.value === '') return field.validity.badInput ? strings.unreadableNumber : '';
  const [other] = alternativesOf(props as Props);
  const spelled = (value: string) => [...value].join(' ');
  if (other !== undefined) return strings.eitherOr(spelled(result.value), spelled(other));
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

const keyboardIcon = icon('M3 6h18v12H3zM7 10h0M11 10h0M15 10h0M8 14h8');
