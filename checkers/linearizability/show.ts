const LONGEST = 60

/** A value in a sentence: as JSON, cut in the middle where it is long. */
export function show(value: unknown): string {
  const text = JSON.stringify(value ?? null)
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST / 2)}…${text.slice(-LONGEST / 2)}`
}

/** The value with this identity (see values.ts) in a sentence: strings are their own; lists and objects are marked text. */
export function showIdentity(identity: unknown): string {
  return show(valueOf(identity))
}

/** A value with this identity. */
export function valueOf(identity: unknown): unknown {
  return typeof identity === 'string' && identity.startsWith('\u0000')
    ? JSON.parse(identity.slice(1))
    : identity
}
