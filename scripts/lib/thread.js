// What each thread of threads.ts runs. JavaScript, because Node 20 hands no loader for TypeScript on to threads.
import { parentPort, workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { ScriptError } = await import('./cli.js');
const { start } = await import(workerData.script);
const api = start(workerData.data);
// A failure to start is the answer to each call; a thread without a call must not end the others.
api.catch(() => undefined);

parentPort.on('message', async ([name, args]) => {
  try {
    parentPort.postMessage({ reply: await (await api)[name](...args) });
  } catch (error) {
    // Any other is a bug: uncaught, it keeps its stack and ends the threads.
    if (!(error instanceof ScriptError)) throw error;
    parentPort.postMessage({ code: error.code, message: error.message });
  }
});
