/** Numbers for people. */

/** `75,338` */
export function grouped(count: number): string {
  return count.toLocaleString('en');
}

/** `75.3 kB`, of 1,000 bytes. */
export function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
