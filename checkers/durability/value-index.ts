import { canonicalJson } from '../canonical-json.ts'

/** How far ahead of the highest number so far a number may be, to be looked up by position. */
const HOLE_AT_MOST = 1024

/**
 * Finds a number by a value. Workloads mostly count up from 0: such values are positions in an array, which is
 * many times faster than a Map for a million of them; all others are in a Map.
 */
export class ValueIndex {
  private readonly byPosition: number[] = []
  private readonly others = new Map<unknown, number>()

  /** −1 where the value is not known. */
  get(value: unknown): number {
    const id = isPosition(value) && value < this.byPosition.length ? this.byPosition[value] : -1
    return id >= 0 ? id : (this.others.get(identityOf(value)) ?? -1)
  }

  set(value: unknown, id: number): void {
    if (isPosition(value) && value < this.byPosition.length + HOLE_AT_MOST) {
      while (this.byPosition.length < value) this.byPosition.push(-1)
      this.byPosition[value] = id
    } else this.others.set(identityOf(value), id)
  }
}

/** Scalars are themselves; anything else is what it holds, which no text is taken for. */
export function identityOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? `\0${canonicalJson(value)}` : value
}

function isPosition(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0
}
