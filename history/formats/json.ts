/** Times lose nothing that counts by being rounded. */
const times = new Set(['timeNs', 'time', 'scheduledNs'])

/** JSON in which a whole number that a number can't hold is a string of its digits: its neighbours are others. */
export function parseJson(text: string): unknown {
  return /\d{16}/.test(text) ? JSON.parse(text, exactly) : JSON.parse(text)
}

function exactly(key: string, value: unknown, { source }: { source?: string } = {}): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || times.has(key)) return value
  return source !== undefined && /^-?\d+$/.test(source) ? source : value
}
