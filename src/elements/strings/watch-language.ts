const watchers = new Map<Node, { observer: MutationObserver; callbacks: Set<() => void> }>();

/**
 * Calls back when a `lang` attribute changes anywhere in the trees that an element stands in. There
 * is one observer for each tree, however many elements watch.
 *
 * @returns a function that ends the watch.
 */
export function watchLanguage(element: Element, callback: () => void): () => void {
  const roots: Node[] = [];
  for (let root = element.getRootNode(); ; root = (root.host as Element).getRootNode()) {
    roots.push(root);
    watch(root, callback);
    if (!('host' in root)) break;
  }
  return () => {
    for (const root of roots) unwatch(root, callback);
  };
}

function watch(root: Node, callback: () => void): void {
  const known = watchers.get(root);
  if (known) {
    known.callbacks.add(callback);
    return;
  }
  const callbacks = new Set([callback]);
  const observer = new MutationObserver(() => {
    for (const call of callbacks) call();
  });
  observer.observe(root, { subtree: true, attributes: true, attributeFilter: ['lang'] });
  watchers.set(root, { observer, callbacks });
}

function unwatch(root: Node, callback: () => void): void {
  const known = watchers.get(root);
  known?.callbacks.delete(callback);
  if (known?.callbacks.size !== 0) return;
  known.observer.disconnect();
  watchers.delete(root);
}
