import { DescriptorError, type DescriptorErrorCode } from './descriptor-error.js';

/**
 * @param where the names stand
 * @throws DescriptorError `code` where a name is there twice
 */
export function checkUnique(
  names: readonly string[],
  where: string,
  code: DescriptorErrorCode,
): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new DescriptorError(code, `${where} lists ${name} twice`);
    seen.add(name);
  }
}
