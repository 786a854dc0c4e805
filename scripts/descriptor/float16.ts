/** The nearest number of IEEE 754 binary16, ties to even; what is too large becomes infinite. */
export function encodeFloat16(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  // Below 2^-14 numbers are 2^-24 apart; above, 1,024 of them lie between two powers of two.
  const exponent = Math.max(-14, Math.min(16, Math.floor(Math.log2(size))));
  const spacing = 2 ** (exponent - 10);
  const steps = roundToEven(size / spacing);
  // Steps that reach the next power of two carry into the exponent by themselves.
  const bits = (exponent + 14) * 1024 + steps;
  return sign | Math.min(bits, 0x7c00);
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
