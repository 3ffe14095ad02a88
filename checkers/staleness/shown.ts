import type { Collected, Read } from '../durability/collect.ts'

/** One read of a place at a time: which elements it shows, and which known ones it lacks. */
export class Shown {
  read!: Read
  /** The elements that it shows, in its order. */
  ids: number[] = []
  private readonly collected: Collected
  private readonly place: number
  /** The place's elements in the order in which they became known. */
  private readonly inOrder: number[]
  /** For each element, the row from which on it was known. */
  private readonly known: Int32Array
  /** For each element, the number of the last turn that showed it. */
  private readonly turns = new Map<number, number>()
  private turn = 0

  constructor(collected: Collected, place: number, inOrder: number[], known: Int32Array) {
    this.collected = collected
    this.place = place
    this.inOrder = inOrder
    this.known = known
  }

  turnTo(read: Read): void {
    this.read = read
    this.turn++
    this.ids = this.idsOf(read)
    for (const id of this.ids) this.turns.set(id, this.turn)
  }

  has(id: number): boolean {
    return this.turns.get(id) === this.turn
  }

  idsOf({ values }: Read): number[] {
    const { elements } = this.collected
    return values.map((value) => elements.find(this.place, value)).filter((id) => id >= 0)
  }

  /** The elements that were known before the read ended and that it does not show, in that order. */
  absent(): number[] {
    const { end } = this.read
    const due = this.countBefore(end)
    // What it shows was known at its end at the latest, and most reads lack nothing: no walk over all there is.
    if (new Set(this.ids).size === this.countBefore(end + 1)) return []
    return this.inOrder.slice(0, due).filter((id) => !this.has(id))
  }

  private countBefore(row: number): number {
    let [low, high] = [0, this.inOrder.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.known[this.inOrder[middle]] < row) low = middle + 1
      else high = middle
    }
    return low
  }
}
