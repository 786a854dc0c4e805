import { loadDescriptor } from '../../src/graph/index.js';
import { prepareThinking, type Think } from '../demo/activations.js';

let bundled: Promise<Think> | undefined;

/** The network that comes with the library, to be seen from inside. */
export function bundledNetwork(): Promise<Think> {
  bundled ??= loadDescriptor(new URL('models/pen/model.json', document.baseURI).href, {
    fetch: (url, init) => fetch(url, init),
  }).then(prepareThinking);
  return bundled;
}
