import type { Key } from '../../runner/history/operation.ts'
import { ValueIndex } from './value-index.ts'

/**
 * Every element that somebody tried to write, in columns, numbered in the order of first invocation. An element
 * belongs to a place: the list of one key, or the one set of a history without keys.
 */
export class Elements {
  readonly place: number[] = []
  readonly value: unknown[] = []
  /** The row of its first invocation. */
  readonly invoked: number[] = []
  /** The row of its first acknowledgement, or −1. */
  readonly acknowledged: number[] = []
  /** The key of each place; `undefined` where the history has none. */
  readonly keys: (Key | undefined)[] = []
  private readonly places = new Map<Key | undefined, number>()
  private readonly ids: ValueIndex[] = []

  get length(): number {
    return this.value.length
  }

  placeOf(key: Key | undefined): number {
    let place = this.places.get(key)
    if (place === undefined) {
      place = this.keys.push(key) - 1
      this.places.set(key, place)
      this.ids.push(new ValueIndex())
    }
    return place
  }

  /** Notes an attempt to write: `acknowledged` is the row that says so, or −1. Trying again adds no element. */
  attempt(place: number, value: unknown, invoked: number, acknowledged: number): void {
    const ids = this.ids[place]
    const id = ids.get(value)
    if (id < 0) {
      ids.set(value, this.value.length)
      this.place.push(place)
      this.value.push(value)
      this.invoked.push(invoked)
      this.acknowledged.push(acknowledged)
    } else if (this.acknowledged[id] < 0) this.acknowledged[id] = acknowledged
  }

  /** The element's number, or −1 when nobody ever tried to write it. */
  find(place: number, value: unknown): number {
    return this.ids[place].get(value)
  }

  /** As a sentence names it: `7`, or `7 of key 3`. */
  describe(id: number): string {
    const key = this.keys[this.place[id]]
    const value = JSON.stringify(this.value[id])
    return key === undefined ? value : `${value} of key ${key}`
  }
}
