import { MultiBar, Presets } from 'cli-progress';

/** A bar on a terminal; where output goes to a file it would be noise, and only lines are printed. */
export interface Progress {
  update(done: number, note?: string): void;
  /** Prints a line above the bar. */
  line(text: string): void;
  /** Takes the bar away. */
  stop(): void;
}

/** A progress bar with the time left. */
export function createProgress(title: string, total: number, done = 0): Progress {
  // The one of the library's bars that can print above itself.
  const bars = new MultiBar(
    {
      format: `${title} {bar} {percentage} % · {eta_formatted} left {note}`,
      stream: process.stdout,
      clearOnComplete: true,
      // Of the last updates: long enough that the time left does not jump.
      etaBuffer: 200,
    },
    Presets.shades_classic,
  );
  const bar = bars.create(total, done, { note: '' });
  return {
    update: (value, note = '') => bar.update(value, { note }),
    line(text) {
      if (!process.stdout.isTTY) {
        console.log(text);
        return;
      }
      bars.log(`${text}\n`);
      // Else the line waits for the next redraw, and is lost if the bar is taken away before.
      bars.update();
    },
    stop: () => bars.stop(),
  };
}
