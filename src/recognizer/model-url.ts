import { describeValue } from './describe-value.js';
import { RecognizerError } from './recognizer-error.js';

/**
 * The absolute URL of a descriptor. A relative one starts from the page's base URL, and in Node from
 * the working directory.
 *
 * @throws RecognizerError `model-url-invalid`
 */
export function resolveModelUrl(model: string | URL): string {
  try {
    return new URL(model, startingPoint()).href;
  } catch {
    throw new RecognizerError(
      'model-url-invalid',
      `model is ${typeof model === 'string' ? `"${model}"` : describeValue(model)}, which is not a URL; give the address of a model.json.`,
    );
  }
}

function startingPoint(): string | undefined {
  if (typeof document !== 'undefined') return document.baseURI;
  if (typeof location !== 'undefined') return location.href;
  const directory = globalThis.process?.cwd?.();
  const toUrl = globalThis.process?.getBuiltinModule?.('node:url');
  return directory && toUrl ? toUrl.pathToFileURL(`${directory}/`).href : undefined;
}
