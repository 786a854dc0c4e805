import { Presets, SingleBar } from 'cli-progress';

/** A bar on a terminal; nothing where output goes to a file, where it would only be noise. */
export interface Progress {
  update(done: number, note?: string): void;
  /** Prints a line above the bar. */
  line(text: string): void;
  stop(): void;
}

/** A progress bar with the time left. */
export function createProgress(title: string, total: number, done = 0): Progress {
  const bar = new SingleBar(
    {
      format: `${title} {bar} {percentage} % · {eta_formatted} left {note}`,
      hideCursor: true,
      clearOnComplete: true,
      etaBuffer: 200,
    },
    Presets.shades_classic,
  );
  let latest = { done, note: '' };
  const start = (): void => bar.start(total, latest.done, { note: latest.note });
  start();
  return {
    update(value, note = latest.note) {
      latest = { done: value, note };
      bar.update(value, { note });
    },
    line(text) {
      // The bar owns its terminal line: take it down, print, and put it back.
      bar.stop();
      console.log(text);
      start();
    },
    stop: () => bar.stop(),
  };
}
