interface Watcher {
  readonly observer: MutationObserver;
  readonly callbacks: Set<() => void>;
}

/** Kinds of changes to watch for, with what watches for them. */
const watchers = new Map<MutationObserverInit, Map<Node, Watcher>>();

/**
 * Calls back when something changes anywhere in the trees that an element stands in, from its own
 * out through the shadow roots. Each tree has one observer for each kind of changes, however many
 * elements watch.
 *
 * @param changes what to watch for; the object tells the kinds apart.
 * @returns a function that ends the watch.
 */
export function watchTree(
  element: Element,
  changes: MutationObserverInit,
  callback: () => void,
): () => void {
  const known = watchers.get(changes) ?? new Map<Node, Watcher>();
  watchers.set(changes, known);
  const roots: Node[] = [];
  for (let root = element.getRootNode(); ; root = (root.host as Element).getRootNode()) {
    roots.push(root);
    if (!known.has(root)) known.set(root, observe(root, changes));
    known.get(root)!.callbacks.add(callback);
    if (!('host' in root)) break;
  }
  return () => {
    for (const root of roots) {
      const { observer, callbacks } = known.get(root) ?? {};
      callbacks?.delete(callback);
      if (callbacks?.size !== 0) continue;
      observer!.disconnect();
      known.delete(root);
    }
  };
}

function observe(root: Node, changes: MutationObserverInit): Watcher {
  const callbacks = new Set<() => void>();
  const observer = new MutationObserver(() => {
    for (const call of callbacks) call();
  });
  observer.observe(root, { ...changes, subtree: true });
  return { observer, callbacks };
}
