/** What is alive in a page, in numbers that a page which gives back what it took comes back to. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'puppeteer-core';

/** Objects of the platform whose numbers say who holds on to what, by their names in a heap snapshot. */
const KINDS =
  /^(<digit-[a-z]+|<canvas|ShadowRoot|OffscreenCanvas|ImageBitmap|CanvasRenderingContext2D|WebGL\w+|GPU\w+|\w+Observer|MediaQueryList|EventListener|Abort(Controller|Signal)|MessagePort|Worker)\b/;
/** What JavaScript's objects are made of. */
const VALUES = [
  ...['object', 'array', 'closure', 'regexp', 'symbol', 'number', 'bigint'],
  ...['string', 'concatenated string', 'sliced string'],
];
/** By their names in the browser's metrics, which are those of the whole process that shows the page. */
const METRICS = ['Documents', 'Nodes', 'JSEventListeners', 'ArrayBufferContents'];

export interface Census {
  /** Bytes of JavaScript's objects, without what the engine compiles and learns of their code. */
  readonly heap: number;
  /** Numbers of objects by their kinds, in alphabetical order; a kind of which there is none is left out. */
  readonly counts: Readonly<Record<string, number>>;
}

/** The part of a heap snapshot that tells which objects there are. */
interface Snapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: string[]; readonly node_types: [string[]] };
  };
  readonly nodes: number[];
  readonly strings: string[];
}

/** Collects garbage, and counts what is left. */
export async function takeCensus(page: Page): Promise<Census> {
  // Browsers let go of a removed element's transitions a frame or two later.
  for (let frame = 0; frame < 3; frame++) {
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(painted)));
  }
  const session = await page.createCDPSession();
  const counts = new Map<string, number>();
  const snapshot = await takeSnapshot(session);
  for (const name of nativesOf(snapshot)) {
    const kind = KINDS.exec(name)?.[0];
    if (kind !== undefined) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  for (const target of ['window', 'document']) {
    counts.set(`listeners of ${target}`, await countListeners(session, target));
  }
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  for (const { name, value } of metrics) if (METRICS.includes(name)) counts.set(name, value);
  await session.detach();
  return { heap: heapOf(snapshot), counts: Object.fromEntries([...counts].sort()) };
}

/** How often a census is taken again, a while later, for what is collected late. */
const PATIENCE = 5;

/** A census of a page that should have come back to what it had. */
export async function takeCensusAfter(page: Page, before: Census): Promise<Census> {
  for (let again = 0; ; again++) {
    const census = await takeCensus(page);
    if (again === PATIENCE || Object.keys(grown(before, census)).length === 0) return census;
    await sleep(500);
  }
}

/** How many more there are than before, by kind; less is none of a leak. */
export function grown(before: Census, after: Census): Record<string, number> {
  const more = Object.entries(after.counts).map(
    ([kind, count]) => [kind, count - (before.counts[kind] ?? 0)] as const,
  );
  return Object.fromEntries(more.filter(([, count]) => count > 0));
}

async function takeSnapshot(session: CDPSession): Promise<Snapshot> {
  // What one collection finalizes, the next one frees.
  for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage');
  let text = '';
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => (text += chunk));
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  return JSON.parse(text) as Snapshot;
}

/** Names of the objects that are the browser's, elements as the tags that they were written with. */
function* nativesOf(snapshot: Snapshot): Generator<string> {
  for (const { type, name } of objectsOf(snapshot)) if (type === 'native') yield name;
}

function heapOf(snapshot: Snapshot): number {
  let sum = 0;
  for (const { type, size } of objectsOf(snapshot)) if (VALUES.includes(type)) sum += size;
  return sum;
}

function* objectsOf({ snapshot, nodes, strings }: Snapshot) {
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, name, size] = ['type', 'name', 'self_size'].map((field) => fields.indexOf(field));
  for (let node = 0; node < nodes.length; node += fields.length) {
    yield {
      type: types[0][nodes[node + type!]!]!,
      name: strings[nodes[node + name!]!]!,
      size: nodes[node + size!]!,
    };
  }
}

async function countListeners(session: CDPSession, target: string): Promise<number> {
  const { result } = await session.send('Runtime.evaluate', { expression: target });
  const { listeners } = await session.send('DOMDebugger.getEventListeners', {
    objectId: result.objectId!,
  });
  await session.send('Runtime.releaseObject', { objectId: result.objectId! });
  return listeners.length;
}
