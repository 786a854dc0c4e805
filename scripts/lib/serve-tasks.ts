import { parentPort, workerData, type TransferListItem } from 'node:worker_threads';
import { ScriptError } from './script-error.js';
import type { Answer } from './worker-pool.js';

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
