import { codeOf, messageOf } from './message.js';

/** Advice for some kinds of errors, besides their message. */
const HINTS: readonly [kind: RegExp, hint: string][] = [
  [
    /^(layer-unknown|layer-unsupported|graph-inputs|input-shape|descriptor-unsupported)$/,
    'As the model of a field, TensorFlow.js may run it. This page shows layers, so it needs a network whose layers it knows.',
  ],
  [
    /^weights-/,
    'Choose model.json together with the weight files that it names, as they were saved.',
  ],
  [
    /^descriptor-/,
    'A descriptor is the model.json that Keras or TensorFlow.js saves for layers models.',
  ],
];

/**
 * Shows why a network cannot be used, and that the one before it stays.
 *
 * @returns a function that takes the error (null hides it) and the invented URL of dropped files, which is left out.
 */
export function createTroubleView(box: HTMLElement): (error: unknown, base?: string) => void {
  const [message, hint, code] = ['message', 'hint', 'code'].map((name) =>
    box.querySelector(`[data-${name}]`)!,
  );
  return (error, base = '') => {
    box.hidden = error === null;
    if (error === null) return;
    message!.textContent = messageOf(error).replaceAll(base, '');
    hint!.textContent = HINTS.find(([kind]) => kind.test(codeOf(error)))?.[1] ?? '';
    code!.textContent = codeOf(error);
    box.scrollIntoView({ block: 'nearest' });
  };
}
