import { html, nothing, type TemplateResult } from 'lit';
import type { BackendName } from '../../recognizer/index.js';
import type { Format } from '../strings/format.js';
import type { Strings } from '../strings/strings.js';
import { retryIcon } from './icons.js';
import { text } from './shown.js';

export type Activity =
  | { readonly kind: 'idle' }
  /** `share`: 0 to 1, or null while it is not known how much there is to load. */
  | { readonly kind: 'loading'; readonly share: number | null }
  /** `message` is for those who want to know more. */
  | { readonly kind: 'failed'; readonly at: 'loading' | 'reading'; readonly message: string }
  | { readonly kind: 'ready'; readonly backend: BackendName };

const BACKEND_LABELS: Record<BackendName, string> = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
  cpu: 'CPU',
};

export interface Status {
  readonly activity: Activity;
  /** Shown while there is nothing else to say. */
  readonly hint: string;
  /** Read out when it changes. */
  readonly spoken: string;
  readonly strings: Strings;
  readonly format: Format;
  retry(): void;
}

/** One line on what the field is doing; what was read is in it for those who listen. */
export function statusLine(status: Status): TemplateResult {
  const { activity, hint, spoken, strings, retry } = status;
  const failed = activity.kind === 'failed';
  // Where a network could not be loaded, the one before it may read on.
  const silent = failed && activity.at === 'reading';
  return html`
    <div class="footer" part="footer">
      <span class="status ${activity.kind}" part="status" role="status" aria-live="polite">
        ${statusText(status)}<span class="spoken">${text(silent ? '' : spoken)}</span>
      </span>
      ${
        // Outside the live region, which would be read again when it goes.
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

function statusText({ activity, strings, format }: Status): unknown {
  switch (activity.kind) {
    case 'failed':
      return html`<span title=${activity.message}
        >${text(activity.at === 'loading' ? strings.loadingFailed : strings.readingFailed)}</span
      >`;
    case 'loading':
      // Not read out: it says nothing of the value, and a page may have many fields.
      return html`<span aria-hidden="true"
        >${text(strings.loading)}${text(
          activity.share === null ? '…' : ` ${format.percent(activity.share)}`,
        )}</span
      >`;
    case 'idle':
    case 'ready':
      return nothing;
  }
}
