import { loadDescriptor } from '../../src/graph/index.js';
import { prepareThinking, type Think } from '../demo/activations.js';

let bundled: Promise<Think> | undefined;

/** The bundled network with the values of all its layers. */
export function bundledNetwork(): Promise<Think> {
  bundled ??= loadDescriptor(new URL('models/pen/model.json', document.baseURI).href, {
    fetch: (url, init) => fetch(url, init),
  }).then(prepareThinking);
  return bundled;
}
