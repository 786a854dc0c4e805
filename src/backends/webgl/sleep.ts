import { nextTask } from '../../tasks.js';

/** Lets the page rest. @param milliseconds at least 1. */
export async function sleep(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  // Browsers make a timer that was set in a timer wait for 4 ms; now the next one is not.
  await nextTask();
}
