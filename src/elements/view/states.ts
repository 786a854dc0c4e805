import type { DrawingStore } from '../drawing/drawing-store.js';
import { toggleState, type WithElementInternals } from '../form/element-internals.js';
import type { RecognitionController } from '../recognition/recognition-controller.js';

/** Lets a page's style sheet see what the field is doing, as `:state(…)`. */
export function showStates(
  host: WithElementInternals,
  store: DrawingStore,
  recognition: RecognitionController,
): void {
  const { kind } = recognition.activity;
  toggleState(host, 'loading', kind === 'loading');
  toggleState(host, 'ready', kind === 'ready');
  toggleState(host, 'error', kind === 'failed');
  toggleState(host, 'drawing', store.isOpen);
  toggleState(host, 'recognizing', recognition.isRecognizing);
  toggleState(host, 'empty', store.isBlank);
}
