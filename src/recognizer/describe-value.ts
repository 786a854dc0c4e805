/** Names a value for a message: "null", "A string", "An array of numbers", "A Blob". */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'An array of numbers';
  if (typeof value !== 'object') return `A ${typeof value}`;
  const name = Object.prototype.toString.call(value).slice(8, -1);
  return name === 'Object' ? 'A plain object' : `A value of type ${name}`;
}
