/** A share, 0 to 1, for people: `98.81 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
