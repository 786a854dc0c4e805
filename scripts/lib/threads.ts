import { Worker } from 'node:worker_threads';
import { ScriptError, type ScriptErrorCode } from './cli.js';

/** Functions of a thread, which all return promises. */
type Api<Functions> = { [Name in keyof Functions]: (...args: never[]) => Promise<unknown> };

/** Threads that each have the functions of `Functions`, and call one at a time. */
export interface Threads<Functions extends Api<Functions>> {
  /** Calls a function in a free thread. @throws ScriptError as in the thread; Error if one died. */
  run<Name extends keyof Functions>(
    name: Name,
    ...args: Parameters<Functions[Name]>
  ): ReturnType<Functions[Name]>;
  /** Ends the threads; calls that are not answered are rejected. */
  close(): Promise<void>;
}

interface Call {
  readonly message: readonly [name: PropertyKey, args: readonly unknown[]];
  resolve(reply: unknown): void;
  reject(error: Error): void;
}

/** An error's class and code do not survive the way between threads. */
type Answer =
  { readonly reply: unknown } | { readonly code: ScriptErrorCode; readonly message: string };

/** @param script a module whose `start(data)` resolves with the functions. */
export function startThreads<Functions extends Api<Functions>>(
  script: URL,
  threads: number,
  data: unknown,
): Threads<Functions> {
  const queue: Call[] = [];
  const busy = new Map<Worker, Call>();
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    for (const { reject } of [...busy.values(), ...queue.splice(0)]) reject(failure);
    busy.clear();
  };
  const handOut = (): void => {
    for (const worker of workers.filter((one) => !busy.has(one)).slice(0, queue.length)) {
      busy.set(worker, queue.shift()!);
      worker.postMessage(busy.get(worker)!.message);
    }
  };
  const workers = Array.from({ length: threads }, () => {
    const workerData = { script: script.href, data };
    const worker = new Worker(new URL('./thread.js', import.meta.url), { workerData });
    return worker
      .on('error', fail)
      .on('exit', (code) => fail(new Error(`A thread ended with code ${code}.`)))
      .on('message', (answer: Answer) => {
        const call = busy.get(worker);
        busy.delete(worker);
        handOut();
        if ('reply' in answer) call?.resolve(answer.reply);
        else call?.reject(new ScriptError(answer.code, answer.message));
      });
  });
  return {
    run: (name, ...args) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        queue.push({ message: [name, args], resolve, reject });
        return handOut();
      }) as ReturnType<Functions[typeof name]>,
    async close() {
      fail(new Error('The threads were ended.'));
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
