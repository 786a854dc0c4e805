/** The hand of one user, which fields share and the device keeps. */
import {
  createRecognizer,
  type Hand,
  type Recognizer,
  RecognizerError,
  type RecognizerOptions,
} from '../recognizer/index.js';
import {
  type Lesson,
  readHand,
  removeHands,
  replaceHand,
  takeNotes,
  withTimeout,
  writeNotes,
} from './hand-storage.js';
import { type Deferred, deferred } from './recognition.js';

/** Hands by key and network. */
const hands = new Map<string, SharedHand>();

/** The last work of this page with each key. */
const turns = new Map<string, Promise<unknown>>();

export class SharedHand {
  readonly #key: string;
  /** Absolute URL of the network; empty for the bundled one. */
  readonly model: string;
  /** Tells the fields of other tabs. */
  readonly #channel: BroadcastChannel | null;
  #hand: Hand | null = null;
  /** What the device keeps but no recognizer takes, as JSON. */
  #refused = '';
  /** Until the storage fails. Then the hand is this page's alone, so that nothing unread is written over. */
  #isKept: boolean;
  #loading: Promise<unknown> | undefined;
  /** Weak, because nobody says when one is disposed of. */
  readonly #recognizers = new Set<WeakRef<Recognizer>>();
  /** Those that are not learned yet. */
  #lessons: { readonly lesson: Lesson; readonly learned: Deferred<void> }[] = [];
  /** A recognizer is on its way that learns the lessons. */
  #isTeaching = false;

  /**
   * @param key empty for a hand of its own, which nobody keeps.
   * @param model URL of the network; empty for the bundled one.
   */
  static of(key: string, model: string): SharedHand {
    const url = absolute(model);
    if (key === '') return new SharedHand(key, url);
    const name = JSON.stringify([key, url]);
    const hand = hands.get(name) ?? new SharedHand(key, url);
    hands.set(name, hand);
    return hand;
  }

  private constructor(key: string, model: string) {
    this.#key = key;
    this.model = model;
    this.#isKept = key !== '';
    this.#channel = key === '' ? null : openChannel(key);
    this.#channel?.addEventListener('message', () => {
      void this.#inTurn(() => this.#reload()).catch(() => undefined);
    });
    if (key === '') return;
    // A form that is submitted may leave the page before they are learned. The next page learns them.
    addEventListener('pagehide', () => this.#note(this.#lessons));
    // If the browser brings this page back, it learns them itself.
    addEventListener('pageshow', () => this.#note([]));
  }

  /**
   * Reads what the device keeps, the first time.
   *
   * @throws RecognizerError `hand-storage`, for the first one who asks
   */
  load(): Promise<unknown> {
    if (this.#loading) return this.#loading.catch(() => undefined);
    return (this.#loading = this.#inTurn(() => this.#reload()));
  }

  /**
   * Gives the hand to a recognizer, also when it changes.
   *
   * @throws RecognizerError `hand-…` if it cannot take what the device keeps, which is then given up
   */
  join(recognizer: Recognizer): Promise<void> {
    return this.#inTurn(async () => {
      for (const other of this.#recognizers) if (!other.deref()) this.#recognizers.delete(other);
      this.#recognizers.add(new WeakRef(recognizer));
      await recognizer.importHand(this.#hand).catch((error: unknown) => this.#refuse(error));
    });
  }

  /**
   * Learns a lesson, with others that come meanwhile, and by a recognizer of its own: that of a field may be
   * disposed of, or be of another hand by now.
   *
   * @param failed is told once for all lessons that are learned but not kept, or that what was kept is given up.
   * @throws what {@link createRecognizer} and {@link Recognizer.learn} throw
   */
  async teach(
    lesson: Lesson,
    options: RecognizerOptions,
    failed: (error: unknown) => void,
  ): Promise<void> {
    const learned = deferred<void>();
    this.#lessons.push({ lesson, learned });
    if (!this.#isTeaching) void this.#teach(options, failed);
    return learned.promise;
  }

  /** @returns lessons that a page was left with before they were learned */
  takeNotes(): Lesson[] {
    return this.#isKept ? takeNotes(this.#key, this.model) : [];
  }

  /** @throws RecognizerError `hand-storage` if the device still keeps it */
  forget(): Promise<void> {
    return this.#inTurn(async () => {
      const others = [...hands.values()].filter((hand) => hand.#key === this.#key);
      const own = new Set([this, ...others]);
      for (const hand of own) {
        for (const { learned } of hand.#lessons.splice(0)) learned.resolve();
        await hand.#set(null);
      }
      if (this.#key === '') return;
      takeNotes(this.#key);
      try {
        await withTimeout(removeHands(this.#key));
      } catch (cause) {
        throw storageError('What was learned cannot be deleted from this device', cause);
      }
      for (const hand of own) hand.#isKept = true;
      this.#channel?.postMessage('');
    });
  }

  async #teach(options: RecognizerOptions, failed: (error: unknown) => void): Promise<void> {
    this.#isTeaching = true;
    try {
      const teacher = await createRecognizer({ ...options, hand: null });
      await this.#inTurn(() => this.#learn(teacher, failed)).finally(() => teacher.dispose());
    } catch (error) {
      for (const { learned } of this.#lessons.splice(0)) learned.reject(error);
      this.#isTeaching = false;
    }
  }

  async #learn(teacher: Recognizer, failed: (error: unknown) => void): Promise<void> {
    this.#isTeaching = false;
    const lessons = [...this.#lessons];
    let hand: Hand | null;
    for (;;) {
      // Another tab may have learned or forgotten since.
      const kept = await this.#reload().catch(failed);
      await teacher
        .importHand(this.#hand)
        .catch((error: unknown) => this.#refuse(error).catch(failed));
      for (const { lesson, learned } of lessons) {
        const { strokes, digit, confirmed } = lesson;
        await teacher.learn(strokes, digit, { confirmed }).catch(learned.reject);
      }
      hand = teacher.exportHand();
      const write = () => replaceHand(this.#key, this.model, kept, hand);
      if ((await this.#keep(write).catch(failed)) !== false) break;
    }
    this.#lessons = this.#lessons.filter((one) => !lessons.includes(one));
    await this.#set(hand);
    this.#channel?.postMessage('');
    for (const { learned } of lessons) learned.resolve();
  }

  #note(lessons: readonly { readonly lesson: Lesson }[]): void {
    if (!this.#isKept) return;
    const noted = lessons.map(({ lesson }) => lesson);
    writeNotes(this.#key, this.model, noted);
  }

  /** One after the other, of this page. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = (turns.get(this.#key) ?? Promise.resolve()).then(work);
    turns.set(
      this.#key,
      turn.catch(() => undefined),
    );
    return turn;
  }

  /**
   * @returns what the device keeps
   * @throws RecognizerError `hand-storage`, once; `hand-…` if no recognizer takes that
   */
  async #reload(): Promise<unknown> {
    const kept = await this.#keep(() => readHand(this.#key, this.model));
    const text = JSON.stringify(kept);
    const isKnown = text === this.#refused || text === JSON.stringify(this.#hand);
    if (!this.#isKept || isKnown) return kept;
    const problem = await this.#set(kept as Hand | null);
    if (problem !== undefined) await this.#refuse(problem);
    return kept;
  }

  /** @returns why a recognizer does not take it, if one does not */
  async #set(hand: Hand | null): Promise<unknown> {
    this.#hand = hand;
    let problem: unknown;
    for (const reference of this.#recognizers) {
      await reference
        .deref()
        ?.importHand(hand)
        .catch((error: unknown) => {
          if (isDisposed(error)) this.#recognizers.delete(reference);
          else problem = error;
        });
    }
    return problem;
  }

  /** Gives up the hand, which a recognizer does not take. @throws why */
  async #refuse(reason: unknown): Promise<never> {
    if (!isDisposed(reason)) {
      this.#refused = JSON.stringify(this.#hand);
      await this.#set(null);
    }
    throw reason;
  }

  /** @throws RecognizerError `hand-storage`, once */
  async #keep<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (!this.#isKept) return undefined;
    try {
      return await withTimeout(work());
    } catch (cause) {
      this.#isKept = false;
      throw storageError('What the field learns lasts until the page is left', cause);
    }
  }
}

function isDisposed(error: unknown): boolean {
  return (error as RecognizerError).code === 'disposed';
}

function storageError(what: string, cause: unknown): RecognizerError {
  const why = `its storage is blocked, full, slow or damaged (${String(cause)})`;
  return new RecognizerError('hand-storage', `${what}: ${why}.`, { cause });
}

/** The address of a network, which is the same from every page. */
function absolute(model: string): string {
  try {
    return model && new URL(model, document.baseURI).href;
  } catch {
    return model;
  }
}

/** Of all networks, because they are forgotten together. */
function openChannel(key: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(`digit-recognizer ${key}`);
  } catch {
    return null;
  }
}
