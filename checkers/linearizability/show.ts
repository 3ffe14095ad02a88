const LONGEST = 60

/** A value in a sentence: as JSON, cut in the middle where it is long. */
export function show(value: unknown): string {
  const text = JSON.stringify(value ?? null)
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST / 2)}…${text.slice(-LONGEST / 2)}`
}
