/** A frame of a 60 Hz display, in milliseconds: an answer that blocks the page for longer is seen. */
const FRAME_MS = 16;

/** Answers to measure: the first ones are slower than the rest, and any may have been interrupted. */
const MEASURED = 3;

/** Judges by the answers themselves whether a backend that blocks the page is quick enough here. */
export class Pace {
  #count = 0;
  #quickest = Infinity;

  /** @param elapsed milliseconds that `images` images took. */
  add(elapsed: number, images: number): void {
    this.#count++;
    this.#quickest = Math.min(this.#quickest, elapsed / images);
  }

  /** Whether even the quickest of the first answers took longer than a frame; false before that. */
  get isSlow(): boolean {
    return this.#count >= MEASURED && this.#quickest > FRAME_MS;
  }
}
