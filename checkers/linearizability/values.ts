/** Small numbers for values, equal ones for values that are equal as JSON. */
export class Values {
  readonly list: unknown[] = []
  private readonly ids = new Map<unknown, number>()

  id(value: unknown): number {
    const identity = identityOf(value)
    let id = this.ids.get(identity)
    if (id === undefined) {
      id = this.list.push(value) - 1
      this.ids.set(identity, id)
    }
    return id
  }

  /** The value's number, −1 where it has none. */
  known(value: unknown): number {
    return this.ids.get(identityOf(value)) ?? -1
  }
}

/** A primitive that is equal for equal values; `undefined` counts as `null`, as in JSON. */
export function identityOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value ?? null
  // No string in a history begins so, and neither does JSON text.
  return `\u0000${canonicalJson(value)}`
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
