/**
 * The directory that the library's own files lie in, with a slash at the end. The build keeps this
 * module from moving into a chunk one directory further down, or corrects the address if it does.
 */
export const BASE_URL: string = new URL('./', import.meta.url).href;
