import { html, nothing, type TemplateResult } from 'lit';
import type { Result } from '../../recognizer/index.js';
import type { DrawingStore } from '../drawing/drawing-store.js';
import type { Format } from '../strings/format.js';
import type { Strings } from '../strings/strings.js';
import { alternatives } from './alternatives.js';
import { reading } from './reading.js';
import { share } from './share.js';
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
export interface Widget {
  readonly store: DrawingStore;
  readonly result: Result | null;
  /** Empty or one digit. */
  readonly value: string;
  readonly activity: Activity;
  readonly display: Display;
  readonly label: string;
  readonly disabled: boolean;
  readonly readOnly: boolean;
  /** Who may draw. */
  readonly pointerTypes: string;
  readonly required: boolean;
  /** Why the field is invalid, once the user has been told; else empty. */
  readonly error: string;
  readonly strings: Strings;
  readonly format: Format;
}

/**
 * What its buttons and its surface do.
 *
 * @internal
 */
export interface WidgetActs {
  edit(act: 'undo' | 'redo' | 'clear'): void;
  enter(digit: number): void;
  touch(): void;
  retry(): void;
}

/**
 * The whole field.
 *
 * @internal
 */
export function widget(state: Widget, acts: WidgetActs): TemplateResult {
  const { store, result, value, display, disabled, strings, format } = state;
  const editable = !disabled && !state.readOnly;
  const { entry } = store;
  const digit = value === '' ? (result?.digit ?? null) : Number(value);
  const probabilities = result?.probabilities ?? null;
  return html`
    <div class="frame">
      <div class="label" part="label"><slot name="label"></slot></div>
      <div
        class="card ${cardClasses(state)}"
        part="base"
        role="group"
        aria-disabled=${String(disabled)}
      >
        ${surface(state, acts)}
        <div class="panel">
          ${toolbar({
            canUndo: editable && store.canUndo,
            canRedo: editable && store.canRedo,
            canClear: editable && !store.isBlank,
            strings,
            undo: () => acts.edit('undo'),
            redo: () => acts.edit('redo'),
            clear: () => acts.edit('clear'),
          })}
          <div class="result ${display}" part="result">
            ${reading({
              digit,
              confidence: entry === '' ? (result?.confidence ?? null) : null,
              unsure: value === '',
              format,
            })}
            ${
              display === 'none'
                ? nothing
                : html`<digit-probabilities
                    exportparts="list: probabilities, probability, best, probability-digit, track, bar, percent"
                    variant=${display}
                    .probabilities=${probabilities}
                    ?disabled=${!editable}
                    @digit-chosen=${(event: CustomEvent<{ digit: number }>) => {
                      event.stopPropagation();
                      acts.enter(event.detail.digit);
                    }}
                  ></digit-probabilities>`
            }
          </div>
          ${
            display === 'chips' || !editable
              ? nothing
              : alternatives({ probabilities, value, strings, format, choose: acts.enter })
          }
          ${statusLine({
            activity: state.activity,
            spoken: spoken(state),
            strings,
            format,
            retry: () => acts.retry(),
          })}
        </div>
      </div>
      <div class="help" part="help" id="help"><slot name="help"></slot></div>
      <div class="error" part="error" id="error">${state.error}</div>
    </div>
  `;
}

/** For the style sheet. */
function cardClasses({ activity, disabled, readOnly, error }: Widget): string {
  const flags = { disabled, readonly: readOnly, invalid: error !== '' };
  const set = Object.entries(flags).flatMap(([name, on]) => (on ? [name] : []));
  return [activity.kind, ...set].join(' ');
}

/** A spin button: typed into, stepped through by arrow keys and by the gestures of screen readers. */
function surface(state: Widget, acts: WidgetActs): TemplateResult {
  const { store, value, activity, disabled, readOnly, error, strings } = state;
  return html`
    <div
      class="surface"
      part="surface"
      role="spinbutton"
      tabindex=${disabled ? nothing : 0}
      aria-label=${state.label || strings.field}
      aria-description=${strings.instructions}
      aria-describedby="error help"
      aria-valuemin="0"
      aria-valuemax="9"
      aria-valuenow=${value === '' ? nothing : value}
      aria-valuetext=${spoken(state) || strings.empty}
      aria-required=${String(state.required)}
      aria-readonly=${String(readOnly)}
      aria-disabled=${String(disabled)}
      aria-invalid=${String(error !== '')}
      @pointerdown=${() => acts.touch()}
      @focus=${() => acts.touch()}
    >
      <digit-pad
        aria-hidden="true"
        exportparts="canvas, guide"
        .store=${store}
        .embedded=${true}
        .pointerTypes=${state.pointerTypes}
        ?disabled=${disabled}
        ?readonly=${readOnly}
        ><slot name="guide" slot="guide">${strings.draw}</slot></digit-pad
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

/** "7, 98 percent"; the digit alone where it was given; that it is empty, once it was not. */
function spoken({ store, result, value, strings, format }: Widget): string {
  // Readings that follow one another while the pen is down would be read out one after the other.
  if (store.isOpen) return '';
  if (store.entry !== '') return format.digit(Number(store.entry));
  if (result !== null && result.digit !== null) {
    return strings.reading(format.digit(result.digit), format.spokenPercent(result.confidence));
  }
  if (value !== '') return format.digit(Number(value));
  return store.isBlank && (store.canUndo || store.canRedo) ? strings.empty : '';
}
