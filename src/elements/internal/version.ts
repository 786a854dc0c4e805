/** Written in by the build, from package.json. */
declare const PACKAGE_VERSION: string | undefined;

/** Of the package that this is part of; `source` where it was not built. */
export const VERSION: string = typeof PACKAGE_VERSION === 'undefined' ? 'source' : PACKAGE_VERSION;
