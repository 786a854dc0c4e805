export interface Transfer {
  readonly files: number;
  /** Of the answers, headers included, as the server encodes them. */
  readonly bytes: number;
}

/** Files that were asked for since a time of `performance.now()`. */
export function filesSince(start: number): string[] {
  const entries = performance.getEntriesByType('resource');
  return entries.filter(({ startTime }) => startTime >= start).map(({ name }) => name);
}

/**
 * What files are to a first visit. They are fetched once more, past the cache: of one that the browser
 * has, its records tell neither how long it is nor what it took.
 */
export async function transferOf(urls: readonly string[]): Promise<Transfer> {
  performance.clearResourceTimings();
  const recorded = new Promise<Transfer>((resolve) => {
    let files = 0;
    let bytes = 0;
    new PerformanceObserver((list, observer) => {
      for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
        files++;
        bytes += entry.transferSize;
      }
      if (files < urls.length) return;
      observer.disconnect();
      resolve({ files, bytes });
    }).observe({ type: 'resource' });
  });
  const fetches = urls.map((url) => fetch(url, { cache: 'no-store' }));
  await Promise.all(fetches.map(async (response) => (await response).arrayBuffer()));
  return urls.length > 0 ? recorded : { files: 0, bytes: 0 };
}
