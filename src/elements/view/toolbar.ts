import { html, type TemplateResult } from 'lit';
import type { Strings } from '../strings/strings.js';
import { clearIcon, redoIcon, undoIcon } from './icons.js';
import { rove } from './roving.js';

export interface ToolbarState {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly canClear: boolean;
  readonly strings: Strings;
  undo(): void;
  redo(): void;
  clear(): void;
}

/** Undo, redo and clear, and the page's own buttons. */
export function toolbar(state: ToolbarState): TemplateResult {
  const { strings } = state;
  return html`
    <div
      class="toolbar"
      part="toolbar"
      role="toolbar"
      aria-label=${strings.toolbar}
      @keydown=${rove}
      @focusin=${rove}
    >
      ${tool('undo', strings.undo, undoIcon, state.canUndo, state.undo)}
      ${tool('redo', strings.redo, redoIcon, state.canRedo, state.redo)}
      <slot name="buttons"></slot>
      ${tool('clear', strings.clear, clearIcon, state.canClear, state.clear)}
    </div>
  `;
}

function tool(
  name: string,
  label: string,
  icon: TemplateResult,
  enabled: boolean,
  act: () => void,
): TemplateResult {
  return html`
    <button
      type="button"
      part="button ${name}-button"
      title=${label}
      ?disabled=${!enabled}
      @click=${act}
    >
      ${icon}
    </button>
  `;
}
