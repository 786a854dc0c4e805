/** Lets the page do what is due, and goes on as soon as that is done. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Lets the page rest. @param milliseconds at least 1. */
export async function sleep(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  // Browsers round a timer that was set in a timer up to 4 ms; one set in a message is not one.
  await nextTask();
}
