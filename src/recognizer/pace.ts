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

  /**
   * Milliseconds that an image took in the quickest of the first answers, if even that is longer than
   * a frame; else null, and before that.
   */
  get slowness(): number | null {
    return this.#count >= MEASURED && this.#quickest > FRAME_MS ? this.#quickest : null;
  }
}
