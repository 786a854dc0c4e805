/**
 * A signal that is aborted by the first Ctrl-C (or SIGTERM), so that work can end in order; a second
 * one ends the process as usual.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  process.once('SIGINT', abort);
  process.once('SIGTERM', abort);
  return controller.signal;
}
