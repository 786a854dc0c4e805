import { copyDrawing, type Drawing } from '../../ink/index.js';
import type { Recognizer, RecognizeOptions, Result } from '../../recognizer/index.js';
import type { DrawingStore } from '../drawing/drawing-store.js';
import type { RecognizerLoader } from './recognizer-loader.js';

export interface RunnerListener {
  /** The result for the drawing as it stands now. */
  recognized(result: Result): void;
  /** The recogniser failed on the drawing; loading failures are the loader's to report. */
  failed(error: unknown): void;
  /** Recognising began or ended. */
  busyChanged(busy: boolean): void;
}

interface Run {
  readonly version: number;
  /** It waits for the recogniser that was chosen, though another may work until then. */
  readonly chosen: boolean;
  readonly answer: Promise<Result | null>;
}

/**
 * Decides when the drawing is recognised, and sees to it that only an answer to the drawing as it
 * stands is reported. One scheduled recognition runs at a time: while it runs, later requests merge
 * into one more at its end, so that drawing never waits for a slow device.
 */
export class RecognitionRunner {
  readonly #store: DrawingStore;
  readonly #loader: RecognizerLoader;
  readonly #drawnOn: () => RecognizeOptions;
  readonly #listener: RunnerListener;
  /** Counts the states of the drawing and of the recogniser, to tell whether an answer is stale. */
  #version = 0;
  /** The version that the last reported result belongs to. */
  #answered = -1;
  #answeredBy: Recognizer | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #run: Run | null = null;
  /** All recognitions that have not ended, those that another took the place of among them. */
  readonly #unfinished = new Set<Promise<unknown>>();
  /** Tells a request that waits for its turn whether it was taken back or overtaken. */
  #turn = 0;

  /** @param drawnOn the surface that the drawing is on at present. */
  constructor(
    store: DrawingStore,
    loader: RecognizerLoader,
    drawnOn: () => RecognizeOptions,
    listener: RunnerListener,
  ) {
    this.#store = store;
    this.#loader = loader;
    this.#drawnOn = drawnOn;
    this.#listener = listener;
    store.subscribe((change) => {
      if (change !== 'frame') this.#version++;
    });
  }

  get isBusy(): boolean {
    return this.#run !== null;
  }

  /** Resolves when no recognition is under way any more, in whatever way they ended. */
  async settled(): Promise<void> {
    while (this.#unfinished.size > 0) await Promise.allSettled(this.#unfinished);
  }

  /** Recognises the drawing after `delay` milliseconds without another call of this or `cancel`. */
  schedule(delay: number): void {
    this.cancel();
    this.#timer = setTimeout(() => void this.#request(), delay);
  }

  /** As {@link schedule} with no delay, but does not put off a recognition already due. */
  soon(): void {
    this.#timer ??= setTimeout(() => void this.#request(), 0);
  }

  /** Takes back what was scheduled. An answer on its way is still reported if nothing changed. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#turn++;
  }

  /**
   * Makes an answer on its way count as stale, and takes back what was scheduled: there is no
   * recogniser any more, and none is to be loaded for what nobody asked for.
   */
  invalidate(): void {
    this.cancel();
    this.#version++;
  }

  /**
   * Recognises the drawing as it is, with the recogniser that was chosen.
   *
   * @returns null for an empty drawing.
   */
  now(): Promise<Result | null> {
    return this.#start(true);
  }

  #start(chosen: boolean): Promise<Result | null> {
    this.cancel();
    const version = this.#version;
    const other = this.#run;
    if (other?.version === version && (other.chosen === chosen || !this.#isSwitching))
      return other.answer;
    const strokes = copyDrawing(this.#store.strokes);
    const answer = this.#recognize(version, strokes, chosen);
    const run: Run = { version, chosen, answer };
    this.#run = run;
    this.#unfinished.add(run.answer);
    this.#listener.busyChanged(true);
    const done = (): void => {
      this.#unfinished.delete(run.answer);
      if (this.#run !== run) return;
      this.#run = null;
      this.#listener.busyChanged(false);
    };
    run.answer.then(done, done);
    return run.answer;
  }

  async #request(): Promise<void> {
    this.#timer = undefined;
    const turn = ++this.#turn;
    // What waits for another network must not keep the present one from reading.
    if (!(this.#run?.chosen && this.#isSwitching)) {
      await this.#run?.answer.catch(() => undefined);
    }
    const isAnswered =
      this.#answered === this.#version && this.#answeredBy === this.#loader.current;
    if (turn === this.#turn && !isAnswered) await this.#start(false).catch(() => undefined);
  }

  /** A recogniser works while another is loaded. */
  get #isSwitching(): boolean {
    return this.#loader.state === 'loading' && this.#loader.current !== null;
  }

  async #recognize(version: number, strokes: Drawing, chosen: boolean): Promise<Result | null> {
    if (strokes.length === 0) return null;
    const drawnOn = this.#drawnOn();
    for (;;) {
      const recognizer = await (chosen ? this.#loader.load() : this.#loader.present());
      try {
        const result = await recognizer.recognize(strokes, drawnOn);
        if (result !== null && version === this.#version) {
          this.#answered = version;
          this.#answeredBy = recognizer;
          this.#listener.recognized(result);
        }
        return result;
      } catch (error) {
        // The choice changed meanwhile: the drawing goes to the recogniser that is wanted now.
        if (recognizer !== this.#loader.current) continue;
        if (version === this.#version) this.#listener.failed(error);
        throw error;
      }
    }
  }
}
