import { FAIL, OK, type History } from '../../history/history.ts'
import { outcome } from '../availability/calls.ts'
import type { Attempt, Elements } from './elements.ts'
import type { Read } from './place-read.ts'

/**
 * The removes that may have happened, by element, and what they say of a read: whether they explain that it lacks
 * an element, and whether they deny that it shows one. An order in which everything fits is taken wherever there is
 * one: without an answer an operation may have happened at any time after its start, and an add or a remove may be
 * of what is there already, or gone.
 */
export class Removals {
  private readonly asked: { place: number; value: unknown; attempt: Attempt }[] = []
  private found?: Map<number, Attempt[]>
  private readonly history: History
  private readonly elements: Elements

  constructor(history: History, elements: Elements) {
    this.history = history
    this.elements = elements
  }

  attempt(place: number, value: unknown, start: number, end: number): void {
    if (outcome(this.history, end) !== FAIL)
      this.asked.push({ place, value, attempt: { start, end } })
  }

  /** The elements that somebody tried to remove. */
  ids(): Iterable<number> {
    return this.byId().keys()
  }

  has(id: number): boolean {
    return this.asked.length > 0 && this.byId().has(id)
  }

  /**
   * Whether some remove can have come after all that had put the element there when the read began: each add that
   * was acknowledged by then, or else any.
   */
  explains(id: number, read: Read): boolean {
    if (!this.has(id)) return false
    const { completionOnly } = this.history
    const adds = this.elements.attempts(this.history, id)
    const after = adds.findLast((add) => this.doneBy(add) < read.start) ?? adds.at(0)
    return this.byId()
      .get(id)!
      .some(
        (remove) =>
          remove.start < read.end &&
          (completionOnly || after === undefined || this.doneBy(remove) > after.start),
      )
  }

  /**
   * The start of an acknowledged remove that had ended before the read began, and before which every add had
   * happened; `undefined` where there is none. `firstSeen` is the end of the first read that showed the element: a
   * single add without an answer had happened by then.
   */
  denies(id: number, read: Read, firstSeen: number): number | undefined {
    if (!this.has(id) || this.history.completionOnly) return undefined
    const adds = this.elements.attempts(this.history, id).filter(({ start }) => start < read.end)
    if (adds.length === 0) return undefined
    const added = Math.max(...adds.map((add) => this.doneBy(add)))
    const addedBy = adds.length === 1 && firstSeen >= 0 ? Math.min(added, firstSeen) : added
    return this.byId()
      .get(id)!
      .find(
        ({ start, end }) =>
          outcome(this.history, end) === OK && end < read.start && addedBy < start,
      )?.start
  }

  private doneBy({ end }: Attempt): number {
    return outcome(this.history, end) === OK ? end : Infinity
  }

  /** An element has its number once somebody tried to add it, which may be later. */
  private byId(): Map<number, Attempt[]> {
    this.found ??= this.asked.reduce((byId, { place, value, attempt }) => {
      const id = this.elements.find(place, value)
      const others = byId.get(id)
      if (others) others.push(attempt)
      else if (id >= 0) byId.set(id, [attempt])
      return byId
    }, new Map<number, Attempt[]>())
    return this.found
  }
}
