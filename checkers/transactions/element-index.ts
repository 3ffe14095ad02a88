import type { Key } from '../../history/operation.ts'

/** How far a number may lie beyond the highest one so far and still be an index of the list. */
const GAP = 64

/** Numbers for elements: most histories append 1, 2, 3, … to a key, and a list takes a tenth of a map's room. */
export class ElementIndex {
  private readonly dense: number[] = []
  private sparse: Map<Key, number> | undefined

  /** −1 when the element is not there. */
  get(element: Key): number {
    const id = typeof element === 'number' ? this.dense[element] : undefined
    if (id !== undefined && id >= 0) return id
    return this.sparse?.get(element) ?? -1
  }

  set(element: Key, id: number): void {
    const { dense } = this
    if (
      typeof element === 'number' &&
      Number.isInteger(element) &&
      element >= 0 &&
      element <= dense.length + GAP
    ) {
      while (dense.length <= element) dense.push(-1)
      dense[element] = id
      return
    }
    this.sparse ??= new Map()
    this.sparse.set(element, id)
  }
}
