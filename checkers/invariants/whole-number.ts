/**
 * A whole number of any size, or `null`. Readers give those beyond 2⁵³ as their digits, as databases do with bigints;
 * a `number` of that size has been rounded already, and says nothing.
 */
export function wholeNumber(value: unknown): bigint | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : null
  return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : null
}

/** As a result holds it: a number where that is exact, else its digits. */
export function plainNumber(value: bigint): number | string {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}

export function sumOf(numbers: Iterable<bigint>): bigint {
  let sum = 0n
  for (const number of numbers) sum += number
  return sum
}
