/** What kept the main thread from anything else for longest, in milliseconds. */
export interface Blocking {
  /** The longest time between two messages that the page sends itself without a pause. */
  readonly gap: number;
  /** The longest task that the browser reports; 0 where none took 50 ms. */
  readonly longTask: number;
}

/** @returns a function that ends the watch and tells what it saw. */
export function watchMainThread(): () => Promise<Blocking> {
  let longTask = 0;
  const take = (entries: PerformanceEntryList): void => {
    longTask = Math.max(longTask, ...entries.map(({ duration }) => duration));
  };
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ type: 'longtask' });

  const { port1, port2 } = new MessageChannel();
  let gap = 0;
  let last = performance.now();
  port1.onmessage = () => {
    const now = performance.now();
    gap = Math.max(gap, now - last);
    last = now;
    port2.postMessage(null);
  };
  port2.postMessage(null);
  return async () => {
    // The task that is under way now counts too; the browser reports it a little later.
    await new Promise((resolve) => setTimeout(resolve, 100));
    port1.close();
    take(observer.takeRecords());
    observer.disconnect();
    return { gap, longTask };
  };
}
