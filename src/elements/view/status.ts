import { html, nothing, type TemplateResult } from 'lit';
import type { BackendName, Result } from '../../recognizer/index.js';
import { percent } from './percent.js';

export type Activity =
  | { readonly kind: 'idle' }
  /** `share`: 0 to 1, or null while it is not known how much there is to load. */
  | { readonly kind: 'loading'; readonly share: number | null }
  /** `summary` is for everyone, `message` for those who want to know more. */
  | { readonly kind: 'failed'; readonly summary: string; readonly message: string }
  | { readonly kind: 'ready'; readonly backend: BackendName };

const BACKEND_LABELS: Record<BackendName, string> = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
  cpu: 'CPU',
};

/** One line on what the widget is doing; the result is in it for those who listen. */
export function statusLine(
  activity: Activity,
  result: Result | null,
  retry: () => void,
): TemplateResult {
  const failed = activity.kind === 'failed';
  return html`
    <div class="footer" part="footer">
      <span class="status ${activity.kind}" part="status" role="status" aria-live="polite">
        ${statusText(activity)}${
          result === null || failed
            ? nothing
            : html`<span class="spoken">${result.digit}, ${percent(result.confidence)}</span>`
        }
      </span>
      ${
        failed
          ? html`<button type="button" class="retry" part="button retry-button" @click=${retry}>
              Try again
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

function statusText(activity: Activity): unknown {
  switch (activity.kind) {
    case 'failed':
      return html`<span title=${activity.message}>${activity.summary}</span>`;
    case 'loading':
      // The number changes too often to be read out.
      return html`Loading${
        activity.share === null
          ? '…'
          : html`<span aria-hidden="true"> ${percent(activity.share)}</span>`
      }`;
    case 'idle':
    case 'ready':
      return nothing;
  }
}
