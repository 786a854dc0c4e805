/** The hand of one user, which fields share and the device keeps. */
import { type Hand, type Recognizer, RecognizerError } from '../recognizer/index.js';

/** Hands by key and network. */
const hands = new Map<string, SharedHand>();

/** A browser whose storage does not answer must not keep a field from reading. */
const MAX_WAIT_MS = 2000;

export class SharedHand {
  readonly #key: string;
  readonly #model: string;
  /** Tells the fields of other tabs. */
  readonly #channel: BroadcastChannel | null;
  #hand: Hand | null = null;
  #loading: Promise<void> | undefined;
  /** Weak, because nobody says when one is disposed of. */
  readonly #recognizers = new Set<WeakRef<Recognizer>>();
  /** The last change, so that one comes after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #hasFailed = false;

  /**
   * @param key empty for a hand of its own, which nobody keeps.
   * @param model URL of the network; empty for the bundled one.
   */
  static of(key: string, model: string): SharedHand {
    if (key === '') return new SharedHand(key, model);
    const name = JSON.stringify([key, model]);
    const hand = hands.get(name) ?? new SharedHand(key, model);
    hands.set(name, hand);
    return hand;
  }

  private constructor(key: string, model: string) {
    this.#key = key;
    this.#model = model;
    this.#channel = key === '' ? null : openChannel(key);
    this.#channel?.addEventListener('message', () => {
      void this.#inTurn(() => this.#reload()).catch(() => undefined);
    });
  }

  /**
   * Reads what the device keeps, the first time.
   *
   * @throws RecognizerError `hand-storage`, for the first one who asks
   */
  load(): Promise<void> {
    if (this.#loading) return this.#loading.catch(() => undefined);
    return (this.#loading = this.#reload());
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
      if (this.#hand === null) return;
      try {
        await recognizer.importHand(this.#hand);
      } catch (error) {
        this.#hand = null;
        throw error;
      }
    });
  }

  /**
   * @param learn changes the hand of a recognizer that has joined.
   * @throws RecognizerError `hand-storage`, the first time that it is learned but not kept; what `learn` throws
   */
  change(recognizer: Recognizer, learn: () => Promise<void>): Promise<void> {
    return this.#inTurn(async () => {
      await learn();
      await this.#set(recognizer.exportHand(), recognizer);
      await this.#keep(() => write(this.#key, this.#model, this.#hand));
      this.#channel?.postMessage('');
    });
  }

  /** @throws RecognizerError `hand-storage` */
  forget(): Promise<void> {
    return this.#inTurn(async () => {
      for (const hand of [this, ...hands.values()])
        if (hand.#key === this.#key) await hand.#set(null);
      this.#hasFailed = false;
      await this.#keep(() => remove(this.#key));
      this.#channel?.postMessage('');
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #reload(): Promise<void> {
    await this.#keep(async () => this.#set(await read(this.#key, this.#model)));
  }

  /** @param except has the hand already. */
  async #set(hand: Hand | null, except?: Recognizer): Promise<void> {
    this.#hand = hand;
    for (const reference of this.#recognizers) {
      const recognizer = reference.deref();
      if (!recognizer || recognizer === except) continue;
      // One that was disposed of, or has another network by now, takes no part any more.
      await recognizer.importHand(hand).catch(() => this.#recognizers.delete(reference));
    }
  }

  /** @throws RecognizerError `hand-storage`, once */
  async #keep(work: () => Promise<void>): Promise<void> {
    if (this.#key === '') return;
    try {
      await withTimeout(work());
    } catch (cause) {
      if (this.#hasFailed) return;
      this.#hasFailed = true;
      throw new RecognizerError(
        'hand-storage',
        `What the field learns is not kept on this device: its storage is blocked, full or damaged (${String(cause)}). It lasts until the page is left.`,
        { cause },
      );
    }
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

async function withTimeout(work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it does not answer')), MAX_WAIT_MS);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

const DATABASE = 'digit-recognizer';
const STORE = 'hands';

async function read(key: string, model: string): Promise<Hand | null> {
  const hand: unknown = await transact('readonly', (store) => store.get([key, model]));
  return (hand as Hand | undefined) ?? null;
}

async function write(key: string, model: string, hand: Hand | null): Promise<void> {
  await transact('readwrite', (store) =>
    hand === null ? store.delete([key, model]) : store.put(hand, [key, model]),
  );
}

/** Of every network. */
async function remove(key: string): Promise<void> {
  await transact('readwrite', (store) => store.delete(IDBKeyRange.bound([key], [key, []])));
}

async function transact(
  mode: IDBTransactionMode,
  start: (store: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  await settled(opening, 'success');
  const database = opening.result;
  try {
    const transaction = database.transaction(STORE, mode);
    const request = start(transaction.objectStore(STORE));
    await settled(transaction, 'complete');
    return request.result;
  } finally {
    database.close();
  }
}

function settled(work: IDBRequest | IDBTransaction, done: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(work.error ?? new Error('it was aborted'));
    work.addEventListener(done, () => resolve());
    work.addEventListener('error', fail);
    work.addEventListener('abort', fail);
  });
}
