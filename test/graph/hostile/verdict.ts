import assert from 'node:assert/strict';
import { BACKENDS } from '../../../src/backends/choose.js';
import { CodedError } from '../../../src/util/errors.js';
import { loadDescriptor, type LoadOptions } from '../../../src/graph/index.js';
import { lengthOf } from '../../../src/graph/plan.js';
import { decodeOutputs } from '../../../src/recognizer/recognizer.js';
import { SharedBackend } from '../../../src/recognizer/backend-manager.js';
import { randomImages } from '../../support/planned-network.js';
import { ADDRESS } from './networks.js';
import type { HostileServer } from './server.js';

/** Of the processor, not of the clock: other programs run beside the tests. */
const MOST_SECONDS = 1;
const MOST_BYTES = 64 * 2 ** 20;
/** What takes longer to run than to load is allowed to: its author, not its bytes, makes it slow. */
const MOST_MULTIPLY_ADDS = 20e6;

const { createBackend } = await BACKENDS.cpu();
const backend = new SharedBackend(await createBackend());
const images = randomImages(1, 1);
const prototype = Object.getOwnPropertyNames(Object.prototype).join();

/** `read`, `large` for what was not run, or the code of the error. */
export type Verdict = string;

/**
 * Loads the descriptor of a server, and runs it.
 *
 * @throws AssertionError where it is neither read nor refused by name, takes a second or much memory,
 * leaves the descriptor's origin or touches what all objects share.
 */
export async function judge(
  server: HostileServer,
  options: Partial<LoadOptions> = {},
): Promise<Verdict> {
  const start = process.cpuUsage();
  const before = memory();
  const verdict = await load(server, options);
  const { user, system } = process.cpuUsage(start);
  const grown = memory() - before;
  const seconds = (user + system) / 1e6;
  assert.ok(seconds < MOST_SECONDS, `${verdict} took ${seconds} s`);
  assert.ok(grown < MOST_BYTES, `${verdict} took ${Math.round(grown / 2 ** 20)} MiB`);
  assert.equal(Object.getOwnPropertyNames(Object.prototype).join(), prototype);
  for (const url of [...server.asked, ...server.read]) {
    assert.equal(new URL(url).origin, ADDRESS.origin, `${url} was fetched`);
  }
  return verdict;
}

async function load(server: HostileServer, options: Partial<LoadOptions>): Promise<Verdict> {
  try {
    const network = await loadDescriptor(ADDRESS.href, { fetch: server.fetch, ...options });
    if (network.plan.multiplyAdds > MOST_MULTIPLY_ADDS) return 'large';
    const executable = await backend.compile({ ...network, files: null });
    const outputLength = lengthOf(network.plan, network.plan.output);
    const { outputs } = await backend.run({ executable, outputLength }, images, 1);
    executable.dispose();
    const probabilities = decodeOutputs(outputs, network.metadata);
    assert.equal(probabilities.length, 10);
    assert.ok(probabilities.every((share) => share >= 0 && share <= 1 + 1e-6));
    return 'read';
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    assert.match(error.code, /^[a-z]+(-[a-z]+)+$/);
    assert.ok(error.message.length > 20 && error.message.length < 10_000, error.message);
    return error.code;
  }
}

/** Bytes on and beside the heap, garbage among them. */
function memory(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
