import type { Configuration, Placed } from './configuration.ts'

/** The order that got furthest while a search goes back and forth: it may be noted before each step back. */
export class LongestOrder {
  readonly order: Placed[] = []
  /** The event that it reached. */
  event = -1
  /** How long a beginning it has in common with the present order, so that noting that copies only what is new. */
  private shared = 0

  note({ event, order }: Configuration): void {
    if (event <= this.event) return
    this.event = event
    this.order.length = order.length
    for (let place = this.shared; place < order.length; place++) this.order[place] = order[place]
    this.shared = order.length
  }

  /** The present order goes back to its first calls. */
  goBackTo(orderLength: number): void {
    this.shared = Math.min(this.shared, orderLength)
  }
}
