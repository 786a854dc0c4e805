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
const MAX_WAIT_MS = 2000;

/** Does the work while no other tab does any of that name, where the browser has locks and the page may use them. */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  let working: Promise<T> | undefined;
  const start = (): Promise<T> => (working ??= work());
  const options = { signal: AbortSignal.timeout(MAX_WAIT_MS) };
  try {
    await navigator.locks.request(name, options, () => start().catch(() => undefined));
  } catch {
    // No locks on pages without HTTPS, in sandboxed frames, or while another tab hangs.
  }
  return start();
}

/** @throws Error after two seconds */
export async function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it does not answer')), MAX_WAIT_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Names of what is noted in `localStorage`, which unlike a database is written before the page is left. */
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
    // Blocked or full: they are learned if the page stays long enough.
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
export async function readHand(key: string, model: string): Promise<Hand | null> {
  const hand: unknown = await transact('readonly', (store) => store.get([key, model]));
  return (hand as Hand | undefined) ?? null;
}

export async function writeHand(key: string, model: string, hand: Hand | null): Promise<void> {
  await transact('readwrite', (store) =>
    hand === null ? store.delete([key, model]) : store.put(hand, [key, model]),
  );
}

/** Of every network. */
export async function removeHands(key: string): Promise<void> {
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
