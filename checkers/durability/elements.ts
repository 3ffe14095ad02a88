import { FAIL, INVOKE, OK, type History } from '../../history/history.ts'
import type { Key } from '../../history/operation.ts'
import { outcome } from '../availability/calls.ts'
import { ValueIndex } from './value-index.ts'

/** An operation that may have happened, by its rows; it never ended where `end` is −1. */
export interface Attempt {
  start: number
  end: number
}

/**
 * Every element that somebody tried to write, in columns, numbered in the order of first invocation. An element
 * belongs to a place: the list of one key, or the one set of a history without keys.
 */
export class Elements {
  readonly value: unknown[] = []
  // These are longer than there are elements: they double when they are full.
  place = new Int32Array(1024)
  /** The row of its first invocation. */
  invoked = new Int32Array(1024)
  /** The row of its first acknowledgement, or −1. */
  acknowledged = new Int32Array(1024)
  /** The key of each place; `undefined` where the history has none. */
  readonly keys: (Key | undefined)[] = []
  /** The rows of the further invocations of those that were tried again. */
  private readonly again = new Map<number, number[]>()
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
      const next = this.value.push(value) - 1
      if (next === this.place.length) this.grow()
      ids.set(value, next)
      this.place[next] = place
      this.invoked[next] = invoked
      this.acknowledged[next] = acknowledged
    } else {
      if (this.acknowledged[id] < 0) this.acknowledged[id] = acknowledged
      const others = this.again.get(id)
      if (others) others.push(invoked)
      else this.again.set(id, [invoked])
    }
  }

  /** All attempts to write it that did not certainly fail, in the order of invocation. */
  attempts(history: History, id: number): Attempt[] {
    return this.tries(id)
      .map((start) => ({ start, end: endOf(history, start) }))
      .filter(({ end }) => outcome(history, end) !== FAIL)
  }

  /** Of an element that may have been removed in between, the last acknowledgement counts and not the first. */
  acknowledgeLast(history: History, id: number): void {
    for (const { end } of this.attempts(history, id))
      if (outcome(history, end) === OK) this.acknowledged[id] = Math.max(this.acknowledged[id], end)
  }

  /** The rows of all its invocations, in order. */
  tries(id: number): number[] {
    return [this.invoked[id], ...(this.again.get(id) ?? [])]
  }

  /** Whether every attempt to write it certainly failed. */
  failed(history: History, id: number): boolean {
    if (!hasFailed(history, this.invoked[id])) return false
    return this.again.get(id)?.every((start) => hasFailed(history, start)) ?? true
  }

  /** The element's number, or −1 when nobody ever tried to write it. */
  find(place: number, value: unknown): number {
    return this.ids[place].get(value)
  }

  /** As a record names it: with its key, where there are keys. */
  named(id: number): { element: unknown; key?: Key } {
    const element = this.value[id]
    const key = this.keys[this.place[id]]
    return key === undefined ? { element } : { element, key }
  }

  /** As a sentence names it: `7`, or `7 of key 3`. */
  describe(id: number): string {
    const key = this.keys[this.place[id]]
    const value = JSON.stringify(this.value[id])
    return key === undefined ? value : `${value} of key ${key}`
  }

  private grow(): void {
    this.place = doubled(this.place)
    this.invoked = doubled(this.invoked)
    this.acknowledged = doubled(this.acknowledged)
  }
}

/** Whether the operation that begins at the row certainly did not happen. */
export function hasFailed(history: History, start: number): boolean {
  return outcome(history, endOf(history, start)) === FAIL
}

/** A completion without an invocation stands for both. */
function endOf(history: History, start: number): number {
  return history.type[start] === INVOKE ? history.pair[start] : start
}

function doubled(column: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(column.length * 2)
  grown.set(column)
  return grown
}
