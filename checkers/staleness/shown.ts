import type { Collected, Read } from '../durability/collect.ts'

/** One read of a place at a time: which elements it shows, and which acknowledged ones it lacks. */
export class Shown {
  read!: Read
  /** The elements that it shows, in its order. */
  ids: number[] = []
  private readonly collected: Collected
  private readonly place: number
  /** The place's acknowledged elements in the order of acknowledgement. */
  private readonly acknowledged: number[]
  /** For each element, the number of the last turn that showed it. */
  private readonly turns = new Map<number, number>()
  private turn = 0

  constructor(collected: Collected, place: number, acknowledged: number[]) {
    this.collected = collected
    this.place = place
    this.acknowledged = acknowledged
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

  /** The elements that were acknowledged before the read began and that it does not show. */
  missing(): number[] {
    const { acknowledged: at } = this.collected.elements
    const { start } = this.read
    const inTime = this.ids.reduce((n, id) => n + (at[id] >= 0 && at[id] < start ? 1 : 0), 0)
    const due = this.countBefore(start)
    // Most reads lack nothing, which the two counts tell without a walk over all there is.
    if (inTime === due) return []
    return this.acknowledged.slice(0, due).filter((id) => !this.has(id))
  }

  private countBefore(row: number): number {
    const { acknowledged: at } = this.collected.elements
    let [low, high] = [0, this.acknowledged.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (at[this.acknowledged[middle]] < row) low = middle + 1
      else high = middle
    }
    return low
  }
}
