/** JSON that is the same text for equal values: the keys of an object have no order. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, withSortedKeys)
}

function withSortedKeys(_: string, part: unknown): unknown {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
  return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
