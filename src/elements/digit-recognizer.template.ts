import { html, nothing, type TemplateResult } from 'lit';
import type { BackendName, Result } from '../recognizer/index.js';
import { reasonText } from './field-value.js';
import { ranking, text, variables } from './dom.js';
import type { EventPrefix } from './events.js';
import type { DrawingStore } from './history.js';
import type { RecognitionState } from './recognition.js';
import { rove } from './keyboard.js';
import type { Format, Strings } from './i18n.js';

/** What is shown beside the digit and its likely alternatives. */
export type Display = (typeof DISPLAYS)[number];

export const DISPLAYS = ['none', 'bars', 'chips'] as const;

/** Length of the progress bar while the number of bytes is unknown. */
const UNKNOWN_PROGRESS = 0.3;
/** Maximum number of alternatives shown. */
const MAX_ALTERNATIVES = 3;
/** A less likely digit is not an alternative. */
const MIN_PROBABILITY = 0.05;

const BACKEND_LABELS: Readonly<Record<BackendName, string>> = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
  cpu: 'CPU',
  'tfjs-webgpu': 'TensorFlow.js, WebGPU',
  'tfjs-webgl': 'TensorFlow.js, WebGL',
  'tfjs-cpu': 'TensorFlow.js, CPU',
};

/**
 * What every field shows.
 *
 * @internal
 */
export interface FieldProps {
  readonly store: DrawingStore;
  readonly activity: RecognitionState;
  /** The attributes `label` and `help`, shown where the page does not fill the slots. */
  readonly label: string;
  readonly help: string;
  /** Accessible name and description from the page; empty if it gives none. */
  readonly name: string;
  readonly description: string;
  readonly disabled: boolean;
  readonly readOnly: boolean;
  /** Which pointers may draw. */
  readonly pointerTypes: string;
  readonly required: boolean;
  /** Why the field is invalid, if the error is to be shown; else empty. */
  readonly error: string;
  /** Text of the live region. */
  readonly announced: string;
  readonly strings: Strings;
  readonly format: Format;
}

/**
 * What the buttons and the surface of every field do.
 *
 * @internal
 */
export interface FieldHandlers {
  edit(step: 'undo' | 'redo' | 'clear'): void;
  focused(): void;
  touch(): void;
  retry(): void;
  label(): void;
}

/** What the field of a digit shows. */
interface Props extends FieldProps {
  readonly result: Result | null;
  /** Empty or one digit. */
  readonly value: string;
  readonly display: Display;
  /** For pictures, in the toolbar; or nothing. */
  readonly button: unknown;
  /** A digit writes itself on the empty surface. */
  readonly showsExample: boolean;
}

interface Handlers extends FieldHandlers {
  /** A digit was chosen. */
  enter(digit: number): void;
  /** A digit was chosen by a button that is removed afterwards. */
  correct(digit: number): void;
}

/**
 * The frame of every field: the label above its card, help and error below.
 *
 * @param classes of the card.
 * @param instructions how to use the field, a part of its accessible description.
 * @internal
 */
export function frame(
  props: FieldProps,
  { label }: Pick<FieldHandlers, 'label'>,
  classes: string,
  card: unknown,
  instructions: string,
): TemplateResult {
  const { activity, disabled, readOnly, error } = props;
  const empty = props.store.isBlank;
  const flags = { disabled, readonly: readOnly, invalid: error !== '', empty };
  const set = Object.entries(flags).flatMap(([name, on]) => (on ? [name] : []));
  return html`
    <div class="frame">
      <div class="label" part="label" @click=${() => label()}>
        <slot name="label">${fallback(props.label)}</slot>
      </div>
      <div
        class="card ${[classes, activity.kind, ...set].join(' ')}"
        part="base"
        role="group"
        aria-disabled=${String(disabled)}
      >
        ${card}
      </div>
      <div class="help" part="help" id="help">
        <slot name="help">${fallback(props.help)}</slot>
      </div>
      <div class="error" part="error" id="error">${text(error)}</div>
      <div id="description" hidden>
        ${text(props.description)} ${text(isEditable(props) ? instructions : '')}
      </div>
    </div>
  `;
}

/**
 * The whole field.
 *
 * @internal
 */
export function template(props: Props, handlers: Handlers): TemplateResult {
  const { result, value, display } = props;
  const editable = isEditable(props);
  const card = html`
    ${surface(props, handlers)}
    <div class="panel ${display}">
      ${answer(props)} ${display === 'chips' || !editable ? nothing : alternatives(props, handlers)}
      ${statusLine(props, hintOf(props), handlers)}
      ${toolbar(props, editable, handlers, props.button || nothing)}
      ${
        display === 'none'
          ? nothing
          : html`<digit-probabilities
              exportparts="list: probabilities, probability, best, probability-digit, track, bar, percent"
              variant=${display}
              .probabilities=${result?.probabilities ?? null}
              .value=${value === '' ? null : Number(value)}
              ?disabled=${!editable}
              @digit-chosen=${(event: CustomEvent<{ digit: number }>) => {
                event.stopPropagation();
                handlers.enter(event.detail.digit);
              }}
            ></digit-probabilities>`
      }
    </div>
  `;
  const classes = isAnswered(props) ? (result ? 'answered read' : 'answered') : '';
  return frame(props, handlers, classes, card, props.strings.instructions);
}

function fallback(words: string): unknown {
  return words ? html`<span>${text(words)}</span>` : nothing;
}

/** A spin button: keys type digits, and arrow keys or a screen reader's gestures step through them. */
function surface(props: Props, handlers: Handlers): TemplateResult {
  const { store, value, disabled, readOnly, error, strings, format } = props;
  const spoken = spokenValue(props);
  return html`
    <div
      class="surface field"
      part="surface"
      role="spinbutton"
      tabindex=${disabled ? nothing : 0}
      aria-label=${props.name || strings.field}
      aria-describedby=${error === spoken ? 'help description' : 'error help description'}
      aria-valuemin="0"
      aria-valuemax="9"
      aria-valuenow=${value === '' ? nothing : value}
      aria-valuetext=${spoken || strings.empty}
      aria-required=${String(props.required)}
      aria-readonly=${String(readOnly)}
      aria-disabled=${String(disabled)}
      aria-invalid=${String(error !== '')}
      @pointerdown=${() => handlers.touch()}
      @focus=${() => handlers.focused()}
    >
      ${pad(
        props,
        'digit',
        store.isEmpty && store.override !== ''
          ? html`<span slot="guide" class="ghost" translate="no"
              >${text(format.digit(Number(store.override)))}</span
            >`
          : guideOf(strings.draw),
      )}
      ${props.showsExample ? example : nothing}
    </div>
  `;
}

/**
 * What one draws on, and the thin bar there while the network is loading.
 *
 * @param guide shown on the surface, in the slot `guide`.
 * @internal
 */
export function pad(
  { store, activity, pointerTypes, disabled, readOnly }: FieldProps,
  eventPrefix: EventPrefix,
  guide: TemplateResult,
): TemplateResult {
  return html`
    <digit-pad
      aria-hidden="true"
      exportparts="canvas, guide"
      .store=${store}
      .embedded=${true}
      .eventPrefix=${eventPrefix}
      .pointerTypes=${pointerTypes}
      ?disabled=${disabled}
      ?readonly=${readOnly}
      >${guide}</digit-pad
    >
    ${
      activity.kind === 'loading'
        ? html`<div
            class="progress"
            part="progress"
            ${variables({ fraction: activity.fraction ?? UNKNOWN_PROGRESS })}
          ></div>`
        : nothing
    }
  `;
}

/**
 * The text on the empty surface.
 *
 * @internal
 */
export function guideOf(words: string): TemplateResult {
  return html`<slot name="guide" slot="guide">${text(words)}</slot>`;
}

/**
 * A row of buttons, which is one tab stop.
 *
 * @param name class and part.
 * @internal
 */
export function row(
  name: string,
  label: string,
  buttons: TemplateResult | readonly unknown[],
): TemplateResult {
  return html`
    <div
      class=${name}
      part=${name}
      role="toolbar"
      aria-label=${label}
      ?hidden=${Array.isArray(buttons) && buttons.length === 0}
      @keydown=${rove}
      @focusin=${rove}
    >
      ${buttons}
    </div>
  `;
}

/**
 * A button that corrects the answer.
 *
 * @param spoken its accessible name.
 * @internal
 */
export function alternative(label: string, spoken: string, correct: () => void): TemplateResult {
  return html`<button
    type="button"
    part="button alternative"
    translate="no"
    aria-label=${spoken}
    @click=${correct}
  >
    ${text(label)}
  </button>`;
}

/** @internal */
export function isEditable({
  disabled,
  readOnly,
}: Pick<FieldProps, 'disabled' | 'readOnly'>): boolean {
  return !disabled && !readOnly;
}

/** The digit shown is the value. After a failed reading, only a digit that was typed or chosen is. */
function isAnswered({ activity, store, value }: Props): boolean {
  const isStale = activity.kind === 'failed' && activity.at === 'reading';
  return isStale ? store.override !== '' : value !== '';
}

/** The likeliest digits besides the value. For a dot or several digits there are none. */
function alternativesOf({ result, value }: Props): number[] {
  if (result === null || (result.digit === null && result.reason !== 'not-a-digit')) return [];
  const { probabilities } = result;
  return ranking(probabilities)
    .filter((digit) => String(digit) !== value && probabilities[digit]! >= MIN_PROBABILITY)
    .slice(0, MAX_ALTERNATIVES);
}

/** The confidence to show: beside the ten probabilities, or if other digits are likely too. Else null. */
function confidenceOf(props: Props): number | null {
  const { result, value, store, display } = props;
  const isRead = value !== '' && result !== null && store.override === '';
  if (!isRead) return null;
  return display !== 'none' || alternativesOf(props).length > 0 ? result.confidence : null;
}

/** What to do if ink was not read as a digit; empty if the error that is shown says it already. */
function hintOf({ result, value, error, strings }: Props): string {
  if (value !== '' || error !== '' || result === null || result.digit !== null) return '';
  return reasonText(result.reason, strings);
}

/** The digit in large type, with the confidence. */
function answer(props: Props): TemplateResult {
  const { store, result, value, format } = props;
  const isEntered = store.override !== '';
  const isUnsure = value === '' && result !== null;
  const shown = isUnsure ? '?' : value && format.digit(Number(value));
  const confidence = confidenceOf(props);
  return html`
    <div class="answer ${isUnsure ? 'unsure' : ''}" part="result" translate="no">
      <span class="reading" part="digit">${text(shown)}</span>
      <span class="confidence" part="confidence"
        >${text(confidence === null ? '' : format.percent(confidence))}</span
      >
      ${isEntered ? pencilIcon : nothing}
    </div>
  `;
}

/** Other likely digits, as buttons that correct the answer. */
function alternatives(props: Props, { correct }: Handlers): TemplateResult {
  const { value, strings, format } = props;
  const digits = alternativesOf(props);
  const buttons = digits.map((digit) => {
    const label = format.digit(digit);
    return alternative(label, strings.correct(label), () => correct(digit));
  });
  const or =
    value === '' ? nothing : html`<span class="or" aria-hidden="true">${text(strings.or)}</span>`;
  return row('alternatives', strings.alternatives, digits.length > 0 ? [or, buttons] : []);
}

/**
 * One line that says what the field is doing. The answer is in it for screen readers only.
 *
 * @internal
 */
export function statusLine(
  props: Pick<FieldProps, 'activity' | 'announced' | 'strings' | 'format'>,
  hint: string,
  { retry }: Pick<FieldHandlers, 'retry'>,
): TemplateResult {
  const { activity, announced, strings } = props;
  const failed = activity.kind === 'failed';
  // After a failed load, the network before it may go on reading.
  const silent = failed && activity.at === 'reading';
  return html`
    <div class="footer" part="footer">
      <span class="status ${activity.kind}" part="status" role="status" aria-live="polite">
        ${statusText(props)}<span class="spoken">${text(silent ? '' : announced)}</span>
      </span>
      ${
        // Inside the live region, its removal would have the rest read out again.
        hint === '' || failed || activity.kind === 'loading'
          ? nothing
          : html`<span class="hint" aria-hidden="true">${text(hint)}</span>`
      }
      ${
        failed
          ? html`<button type="button" class="retry" part="button retry-button" @click=${retry}>
              ${retryIcon}<span>${text(strings.retry)}</span>
            </button>`
          : nothing
      }
      ${
        activity.kind === 'ready'
          ? html`<span class="backend" part="backend">${BACKEND_LABELS[activity.backend]}</span>`
          : nothing
      }
    </div>
  `;
}

function statusText({
  activity,
  strings,
  format,
}: Pick<FieldProps, 'activity' | 'strings' | 'format'>): unknown {
  switch (activity.kind) {
    case 'failed':
      return html`<span title=${activity.message}
        >${text(activity.at === 'loading' ? strings.loadingFailed : strings.readingFailed)}</span
      >`;
    case 'loading':
      // Not read out: it does not concern the value, and a page may have many fields.
      return html`<span aria-hidden="true"
        >${text(strings.loading)}${text(
          activity.fraction === null ? '…' : ` ${format.percent(activity.fraction)}`,
        )}</span
      >`;
    case 'idle':
    case 'ready':
      return nothing;
  }
}

/**
 * Undo, redo and clear, and the page's own buttons.
 *
 * @internal
 */
export function toolbar(
  { store, strings }: Pick<FieldProps, 'store' | 'strings'>,
  editable: boolean,
  { edit }: Pick<FieldHandlers, 'edit'>,
  more: unknown = nothing,
): TemplateResult {
  const tool = (step: 'undo' | 'redo' | 'clear', icon: TemplateResult, enabled: boolean) => html`
    <button
      type="button"
      part="button ${step}-button"
      title=${strings[step]}
      ?disabled=${!editable || !enabled}
      @click=${() => edit(step)}
    >
      ${icon}
    </button>
  `;
  const buttons = html`
    ${tool('undo', undoIcon, store.canUndo)} ${tool('redo', redoIcon, store.canRedo)} ${more}<slot
      name="buttons"
    ></slot>
    ${tool('clear', clearIcon, !store.isBlank)}
  `;
  return row('toolbar', strings.toolbar, buttons);
}

/**
 * The value in words, for screen readers: "7"; "7, 98 percent" where the confidence is shown; the digit
 * alone if it was typed or chosen; why there is no digit; or that the field was emptied. Else empty.
 *
 * @internal
 */
export function spokenValue(props: Omit<Props, 'announced'>): string {
  const { store, result, value, strings, format } = props;
  // With recognize-delay="live", each new result would be read out while the pen is down.
  if (store.isOpen) return '';
  if (store.override !== '') return format.digit(Number(store.override));
  if (result !== null) {
    if (result.digit === null) return reasonText(result.reason, strings);
    const digit = format.digit(result.digit);
    if (value === '') return strings.unclear(digit);
    const isShown = confidenceOf(props as Props) !== null;
    return isShown ? strings.reading(digit, format.spokenPercent(result.confidence)) : digit;
  }
  return value === '' ? spokenBlank(props) : format.digit(Number(value));
}

/**
 * That the field was emptied, for screen readers; else empty.
 *
 * @internal
 */
export function spokenBlank({ store, strings }: Pick<FieldProps, 'store' | 'strings'>): string {
  return store.isBlank && (store.canUndo || store.canRedo) ? strings.empty : '';
}

/** @param path in a square of 24 units. */
export function icon(path: string): TemplateResult {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d=${path} />
  </svg>`;
}

const undoIcon = icon('M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3');
const redoIcon = icon('m15 14 5-5-5-5M20 9H10a6 6 0 0 0 0 12h3');
const retryIcon = icon('M20 12a8 8 0 1 1-2.3-5.7L20 8.6M20 3.6v5h-5');
const clearIcon = icon('M4.5 7h15M9.5 7V4h5v3M6.5 7l1 13h9l1-13');
/** The digit was typed or chosen. */
const pencilIcon = icon('M4 20h4L19 9l-4-4L4 16z');
/** A two that writes itself. */
const example = html`<svg class="example" viewBox="0 0 60 80" aria-hidden="true">
  <path pathLength="1" d="M12 24c1-18 34-20 35 1 1 17-30 28-37 49 12-5 22-2 40-1" />
</svg>`;
