import { parentPort, type TransferListItem, Worker, workerData } from 'node:worker_threads';
import { ScriptError, type ScriptErrorCode } from './cli.js';

/** Threads that take tasks from one queue, each one at a time. */
export interface WorkerPool<Task, Reply> {
  /** @throws ScriptError as thrown in the thread; Error, if the thread died. */
  run(task: Task): Promise<Reply>;
  /** Ends the threads; tasks under way are rejected. */
  close(): Promise<void>;
}

/** What a thread answers, see `serveTasks`. */
type Answer<Reply> =
  { readonly reply: Reply } | { readonly code: ScriptErrorCode; readonly message: string };

interface Waiting<Task, Reply> {
  readonly task: Task;
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/**
 * Node 20 does not hand the loader for TypeScript on to threads: each has to register its own.
 * A thread that is given as code gets the module to run as data.
 */
const BOOT = `
  const { script, loader } = require('node:worker_threads').workerData;
  import(loader).then(({ register }) => {
    register();
    return import(script);
  });
`;

function startThread(script: URL, data: unknown): Worker {
  const loader = import.meta.resolve('tsx/esm/api');
  return new Worker(BOOT, { eval: true, workerData: { script: script.href, loader, data } });
}

/**
 * @param script a module that calls `serveTasks`.
 * @param data handed to each thread when it starts.
 */
export function createWorkerPool<Task, Reply>(
  script: URL,
  threads: number,
  data: unknown,
): WorkerPool<Task, Reply> {
  const queue: Waiting<Task, Reply>[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Waiting<Task, Reply>>();
  let failure: Error | null = null;

  function handOut(): void {
    while (queue.length > 0 && idle.length > 0) {
      const worker = idle.pop()!;
      const waiting = queue.shift()!;
      busy.set(worker, waiting);
      worker.postMessage(waiting.task);
    }
  }

  function answer(worker: Worker, message: Answer<Reply>): void {
    const waiting = busy.get(worker);
    // Its task was rejected meanwhile, when another thread died or the pool was closed.
    if (!waiting) return;
    busy.delete(worker);
    idle.push(worker);
    handOut();
    if ('reply' in message) waiting.resolve(message.reply);
    else waiting.reject(new ScriptError(message.code, message.message));
  }

  function fail(error: Error): void {
    failure ??= error;
    for (const { reject } of [...busy.values(), ...queue.splice(0)]) reject(failure);
    busy.clear();
  }

  const workers = Array.from({ length: threads }, () => {
    const worker = startThread(script, data);
    worker.on('message', (message: Answer<Reply>) => answer(worker, message));
    worker.on('error', fail);
    worker.on('exit', (code) => fail(new Error(`A thread ended with code ${code}.`)));
    idle.push(worker);
    return worker;
  });

  return {
    run(task) {
      if (failure) return Promise.reject(failure);
      return new Promise((resolve, reject) => {
        queue.push({ task, resolve, reject });
        handOut();
      });
    },
    async close() {
      fail(new Error('The threads were ended.'));
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/**
 * The other end of a `WorkerPool`: answers tasks for as long as the thread lives.
 *
 * @param start gets the pool's data and makes the function that does the work.
 */
export function serveTasks<Data, Task, Reply>(
  start: (data: Data) => Promise<(task: Task) => Promise<Reply>>,
  transfers: (reply: Reply) => readonly TransferListItem[] = () => [],
): void {
  const port = parentPort;
  if (!port) throw new Error('serveTasks is for worker threads.');
  const work = start((workerData as { data: Data }).data);
  // A failure is told to whoever gives a task: a thread that gets none must not end the pool with it.
  work.catch(() => undefined);
  port.on('message', async (task: Task) => {
    try {
      const reply = await (await work)(task);
      port.postMessage({ reply } satisfies Answer<Reply>, transfers(reply));
    } catch (error) {
      // A mistake of ours keeps its stack: as an uncaught error it ends the pool.
      if (!(error instanceof ScriptError)) throw error;
      const { code, message } = error;
      port.postMessage({ code, message } satisfies Answer<Reply>);
    }
  });
}
