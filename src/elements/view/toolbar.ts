import { html, type TemplateResult } from 'lit';
import { clearIcon, redoIcon, undoIcon } from './icons.js';

export interface ToolbarState {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly canClear: boolean;
  undo(): void;
  redo(): void;
  clear(): void;
}

/** Undo, redo and clear. */
export function toolbar(state: ToolbarState): TemplateResult {
  return html`
    <div class="toolbar" part="toolbar" role="group" aria-label="Drawing">
      ${tool('undo', 'Undo', undoIcon, state.canUndo, state.undo)}
      ${tool('redo', 'Redo', redoIcon, state.canRedo, state.redo)}
      <span class="gap"></span>
      ${tool('clear', 'Clear', clearIcon, state.canClear, state.clear)}
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
      aria-label=${label}
      title=${label}
      ?disabled=${!enabled}
      @click=${act}
    >
      ${icon}
    </button>
  `;
}
