import { readFile } from 'node:fs/promises';
import type { Fetch } from '../../src/graph/index.js';

/** A fetch for file: URLs, which Node's own refuses. */
export const fileFetch: Fetch = async (url) => new Response(await readFile(new URL(url)));
