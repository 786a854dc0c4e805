/** What the device keeps of hands, which all pages of a site share. */
import type { Drawing } from '../ink/index.js';
import type { Hand } from '../recognizer/index.js';

/** A drawing of one digit, to be learned. */
export interface Lesson {
  readonly strokes: Drawing;
  /** Null if the drawing is to be forgotten. */
  readonly digit: number | null;
  readonly confirmed: boolean;
}

/** A browser whose storage does not answer must not keep a field from reading. */
const MAX_WAIT_MS = 5000;

/** @throws Error after five seconds */
export async function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it does not answer')), MAX_WAIT_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Names of what is noted in `localStorage`, which unlike a database is written before a page is gone. */
const NOTES = 'digit-recognizer lessons ';
/** Each page has its own. */
const PAGE = String(Math.random());

/** Replaces what this page has noted with a key and a network. */
export function writeNotes(key: string, model: string, lessons: readonly Lesson[]): void {
  try {
    const name = NOTES + JSON.stringify([key, model, PAGE]);
    if (lessons.length > 0) localStorage.setItem(name, JSON.stringify(lessons));
    else localStorage.removeItem(name);
  } catch {
    // Blocked or full: they are not learned.
  }
}

/** Takes what other pages have noted with a key. @param model only that of this network */
export function takeNotes(key: string, model?: string): Lesson[] {
  try {
    return Object.keys(localStorage).flatMap((name) => {
      if (!name.startsWith(NOTES)) return [];
      const [ofKey, ofModel, page] = JSON.parse(name.slice(NOTES.length)) as unknown[];
      const isWanted = ofKey === key && (model ?? ofModel) === ofModel && page !== PAGE;
      if (!isWanted) return [];
      const lessons = JSON.parse(localStorage.getItem(name)!) as unknown;
      localStorage.removeItem(name);
      return Array.isArray(lessons) ? (lessons as Lesson[]) : [];
    });
  } catch {
    return [];
  }
}

const DATABASE = 'digit-recognizer';
const STORE = 'hands';

/** @returns what was written, which may be anything by now; null for nothing */
export async function readHand(key: string, model: string): Promise<unknown> {
  return transact('readonly', (store) => read(store, [key, model]));
}

/**
 * Writes a hand in place of another, in one transaction.
 *
 * @param before what was read
 * @returns false if another page has changed that since
 */
export async function replaceHand(
  key: string,
  model: string,
  before: unknown,
  hand: Hand | null,
): Promise<boolean> {
  return transact('readwrite', async (store) => {
    const now = await read(store, [key, model]);
    if (JSON.stringify(now) !== JSON.stringify(before)) return false;
    if (hand === null) await done(store.delete([key, model]));
    else await done(store.put(hand, [key, model]));
    return true;
  });
}

/** Of every network. */
export async function removeHands(key: string): Promise<void> {
  await transact('readwrite', (store) => done(store.delete(IDBKeyRange.bound([key], [key, []]))));
}

async function read(store: IDBObjectStore, key: IDBValidKey): Promise<unknown> {
  return (await done<unknown>(store.get(key))) ?? null;
}

async function transact<T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => Promise<T>,
): Promise<T> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await done(opening);
  try {
    const transaction = database.transaction(STORE, mode);
    const [result] = await Promise.all([
      work(transaction.objectStore(STORE)),
      settled(transaction, 'complete'),
    ]);
    return result;
  } finally {
    database.close();
  }
}

async function done<T>(request: IDBRequest<T>): Promise<T> {
  await settled(request, 'success');
  return request.result;
}

function settled(work: IDBRequest | IDBTransaction, done: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(work.error ?? new Error('it was aborted'));
    work.addEventListener(done, () => resolve());
    work.addEventListener('error', fail);
    work.addEventListener('abort', fail);
  });
}
