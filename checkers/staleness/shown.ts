import type { Collected } from '../durability/collect.ts'
import type { Read } from '../durability/place-read.ts'

/** One read at a time: which elements it shows, and which known ones it lacks. */
export class Shown {
  read!: Read
  /** The elements that it shows, in its order. */
  ids: number[] = []
  private readonly collected: Collected
  /** By place, its elements in the order in which they became known. */
  private readonly inOrder: number[][]
  /** For each element, the row from which on it was known. */
  private readonly known: Int32Array
  /** For each element, the number of the last turn that showed it. */
  private readonly turns: Int32Array
  private turn = 0
  private place = 0

  constructor(collected: Collected, inOrder: number[][], known: Int32Array) {
    this.collected = collected
    this.inOrder = inOrder
    this.known = known
    this.turns = new Int32Array(known.length)
  }

  turnTo(place: number, read: Read): void {
    this.place = place
    this.read = read
    this.turn++
    this.ids = this.idsOf(read).filter((id) => id >= 0)
    for (const id of this.ids) this.turns[id] = this.turn
  }

  /** Of the elements that it lacks, the first that another read of the same place shows. */
  lackingOf(other: Read, absent: number[]): number | undefined {
    // What the other shows was known at its end.
    if (absent.length === 0 || this.known[absent[0]] > other.end) return undefined
    return this.idsOf(other).find((id) => id >= 0 && !this.has(id))
  }

  private has(id: number): boolean {
    return this.turns[id] === this.turn
  }

  /** −1 for what nobody wrote, and for what may come and go because somebody tried to remove it. */
  private idsOf({ values }: Read): number[] {
    const { elements, removals } = this.collected
    return values
      .map((value) => elements.find(this.place, value))
      .map((id) => (removals.has(id) ? -1 : id))
  }

  /** The elements that were known before the read ended and that it does not show, in that order. */
  absent(): number[] {
    const { end } = this.read
    const due = this.countBefore(end)
    // What it shows was known at its end at the latest, and most reads lack nothing: no walk over all there is.
    if (new Set(this.ids).size === this.countBefore(end + 1)) return []
    return this.inOrder[this.place].slice(0, due).filter((id) => !this.has(id))
  }

  private countBefore(row: number): number {
    const inOrder = this.inOrder[this.place]
    let [low, high] = [0, inOrder.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.known[inOrder[middle]] < row) low = middle + 1
      else high = middle
    }
    return low
  }
}
