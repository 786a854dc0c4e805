import { html, nothing, type TemplateResult } from 'lit';
import type { Result } from '../../recognizer/index.js';
import type { DrawingStore } from '../drawing/drawing-store.js';
import type { Format } from '../strings/format.js';
import type { Strings } from '../strings/strings.js';
import { alternatives, likelyAlternatives } from './alternatives.js';
import { answer, type Answer } from './answer.js';
import { share } from './share.js';
import { text } from './shown.js';
import { statusLine, type Activity } from './status.js';
import { toolbar } from './toolbar.js';

/** What is shown beside the digit and its likely alternatives. */
export type Display = (typeof DISPLAYS)[number];

export const DISPLAYS = ['none', 'bars', 'chips'] as const;

/** How far the bar of progress gets while it is not known how much there is to load. */
const UNKNOWN_SHARE = 0.3;

/**
 * Everything that the field shows.
 *
 * @internal
 */
export interface Props {
  readonly store: DrawingStore;
  readonly result: Result | null;
  /** Empty or one digit. */
  readonly value: string;
  readonly activity: Activity;
  readonly display: Display;
  /** The attributes, for slots that the page does not fill. */
  readonly label: string;
  readonly help: string;
  /** What the page names the field, and what it says of it; empty for nothing. */
  readonly name: string;
  readonly description: string;
  readonly disabled: boolean;
  readonly readOnly: boolean;
  /** Who may draw. */
  readonly pointerTypes: string;
  readonly required: boolean;
  /** Why the field is invalid, once the error is shown; else empty. */
  readonly error: string;
  /** For the live region. */
  readonly announced: string;
  readonly strings: Strings;
  readonly format: Format;
}

/**
 * What its buttons and its surface do.
 *
 * @internal
 */
export interface Handlers {
  edit(step: 'undo' | 'redo' | 'clear'): void;
  /** A digit was chosen. */
  enter(digit: number): void;
  /** The same, by a button that goes away. */
  correct(digit: number): void;
  focused(): void;
  touch(): void;
  retry(): void;
  label(): void;
}

/**
 * The whole field.
 *
 * @internal
 */
export function template(props: Props, handlers: Handlers): TemplateResult {
  const { store, result, value, display, disabled, strings, format } = props;
  const editable = !disabled && !props.readOnly;
  const others = alternativesOf(props);
  const standing = standingOf(props);
  return html`
    <div class="frame">
      <div class="label" part="label" @click=${() => handlers.label()}>
        <slot name="label">${fallback(props.label)}</slot>
      </div>
      <div
        class="card ${cardClasses(props)}"
        part="base"
        role="group"
        aria-disabled=${String(disabled)}
      >
        ${surface(props, handlers)}
        <div class="panel ${display}">
          ${answer({
            digit: value === '' ? (result?.digit ?? null) : Number(value),
            confidence: confidenceOf(props),
            standing,
            format,
          })}
          ${
            display === 'chips' || !editable
              ? nothing
              : alternatives({
                  digits: others,
                  others: value !== '',
                  strings,
                  format,
                  choose: (digit) => handlers.correct(digit),
                })
          }
          ${statusLine({
            activity: props.activity,
            hint: hintOf(props),
            spoken: props.announced,
            strings,
            format,
            retry: () => handlers.retry(),
          })}
          ${toolbar({
            canUndo: editable && store.canUndo,
            canRedo: editable && store.canRedo,
            canClear: editable && !store.isBlank,
            strings,
            undo: () => handlers.edit('undo'),
            redo: () => handlers.edit('redo'),
            clear: () => handlers.edit('clear'),
          })}
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
      </div>
      <div class="help" part="help" id="help">
        <slot name="help">${fallback(props.help)}</slot>
      </div>
      <div class="error" part="error" id="error">${text(props.error)}</div>
      <div id="description" hidden>
        ${text(props.description)} ${text(editable ? strings.instructions : '')}
      </div>
    </div>
  `;
}

function fallback(words: string): unknown {
  return words ? html`<span>${text(words)}</span>` : nothing;
}

/** For the style sheet. */
function cardClasses(props: Props): string {
  const { activity, disabled, readOnly, error } = props;
  const flags = {
    disabled,
    readonly: readOnly,
    invalid: error !== '',
    answered: isAnswered(props),
  };
  const set = Object.entries(flags).flatMap(([name, on]) => (on ? [name] : []));
  return [activity.kind, ...set].join(' ');
}

/** What is shown is the value, also where something failed. */
function isAnswered({ activity, store, value }: Props): boolean {
  const isStale = activity.kind === 'failed' && activity.at === 'reading';
  return isStale ? store.entry !== '' : value !== '';
}

function standingOf({ store, result, value }: Props): Answer['standing'] {
  if (store.entry !== '') return 'entered';
  if (value !== '') return 'read';
  return result === null ? 'blank' : 'unsure';
}

function alternativesOf({ result, value }: Props): number[] {
  return result === null || result.digit === null
    ? []
    : likelyAlternatives(result.probabilities, value);
}

/** Shown beside the ten probabilities; without them where another digit is likely, too. */
function confidenceOf(props: Props): number | null {
  const { result, store, display } = props;
  if (result === null || result.digit === null || store.entry !== '') return null;
  return display !== 'none' || alternativesOf(props).length > 0 ? result.confidence : null;
}

/** What to do where there is no digit; an error that is shown says it already. */
function hintOf({ result, value, error, strings }: Props): string {
  if (value !== '' || error !== '' || result === null || result.digit !== null) return '';
  return result.reason === 'too-small' ? strings.tooSmall : strings.unreadable;
}

/** A spin button: typed into, stepped through by arrow keys and by the gestures of screen readers. */
function surface(props: Props, handlers: Handlers): TemplateResult {
  const { store, value, activity, disabled, readOnly, error, strings, format } = props;
  const spoken = spokenValue(props);
  return html`
    <div
      class="surface"
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
      <digit-pad
        aria-hidden="true"
        exportparts="canvas, guide"
        .store=${store}
        .embedded=${true}
        .pointerTypes=${props.pointerTypes}
        ?disabled=${disabled}
        ?readonly=${readOnly}
        >${
          store.isEmpty && store.entry !== ''
            ? html`<span slot="guide" class="ghost" translate="no"
                >${text(format.digit(Number(store.entry)))}</span
              >`
            : html`<slot name="guide" slot="guide">${text(strings.draw)}</slot>`
        }</digit-pad
      >
      ${
        activity.kind === 'loading'
          ? html`<div
              class="progress"
              part="progress"
              ${share(activity.share ?? UNKNOWN_SHARE)}
            ></div>`
          : nothing
      }
    </div>
  `;
}

/**
 * What is said of the value: "7"; "7, 98 percent" where that is shown; the digit alone where it was
 * given; why there is none; that it is empty, once it was not. Else empty.
 *
 * @internal
 */
export function spokenValue(props: Omit<Props, 'announced'>): string {
  const { store, result, value, strings, format } = props;
  // Readings that follow one another while the pen is down would be read out one after the other.
  if (store.isOpen) return '';
  if (store.entry !== '') return format.digit(Number(store.entry));
  if (result !== null) {
    if (result.digit === null) {
      return result.reason === 'too-small' ? strings.tooSmall : strings.unreadable;
    }
    const digit = format.digit(result.digit);
    if (value === '') return strings.unclear(digit);
    const isShown = confidenceOf(props as Props) !== null;
    return isShown ? strings.reading(digit, format.spokenPercent(result.confidence)) : digit;
  }
  if (value !== '') return format.digit(Number(value));
  return store.isBlank && (store.canUndo || store.canRedo) ? strings.empty : '';
}
