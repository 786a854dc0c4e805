/**
 * Work cut into steps: a generator that yields wherever it may be interrupted, and returns the
 * result. Steps of a few milliseconds at most keep a page responsive.
 */
export type Steps<T> = Generator<undefined, T, undefined>;

/** From here on the next step waits for a task of its own, in milliseconds: a quarter of a frame. */
const SLICE_MS = 4;

interface Scheduler {
  yield?(): Promise<void>;
}

/** Ends the task that runs and goes on in another, so that the page can paint and hear its user. */
export function nextTask(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: Scheduler };
  if (scheduler?.yield) return scheduler.yield();
  // Not a timer: browsers make nested ones wait for 4 ms, and in the background for a second.
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** Does the steps one after the other, as many in a task as fit into {@link SLICE_MS}. */
export async function inSlices<T>(steps: Steps<T>): Promise<T> {
  let start = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - start < SLICE_MS) continue;
    await nextTask();
    start = performance.now();
  }
}

/** Does all steps at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
