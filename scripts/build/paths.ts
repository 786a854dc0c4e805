import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const DIST = `${ROOT}dist/`;
/** The network that is bundled, below models/. */
export const BUNDLED_MODEL = 'pen';
