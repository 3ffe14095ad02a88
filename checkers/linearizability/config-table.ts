/**
 * Remembers configurations as rows of whole numbers in one typed array, hashed by open addressing: exact, and about
 * as small as can be. A row is a key of `keyWidth` numbers and then a set of `setWidth` words; of rows with one key
 * those with the smaller sets stand for the larger ones.
 */
export class ConfigTable {
  size = 0
  private readonly keyWidth: number
  private readonly setWidth: number
  /** Key, set, and the place (plus 1) of the row before with the same key. */
  private readonly rowWidth: number
  private rows: Int32Array
  /** By hash of the key: the place (plus 1) of the last row with that key; 0 is free. */
  private slots = new Int32Array(1 << 8)

  constructor(keyWidth: number, setWidth: number) {
    this.keyWidth = keyWidth
    this.setWidth = setWidth
    this.rowWidth = keyWidth + setWidth + 1
    this.rows = new Int32Array(this.rowWidth << 7)
  }

  get bytes(): number {
    return this.rows.byteLength + this.slots.byteLength
  }

  /** Adds the row, unless one with the same key and a subset of its set is there; returns whether it was added. */
  add(row: Int32Array): boolean {
    if (this.size * 2 >= this.slots.length) this.grow()
    const slot = this.slotOf(row, 0)
    for (let other = this.slots[slot]; other !== 0; other = this.rows[other * this.rowWidth - 1])
      if (this.isSubset((other - 1) * this.rowWidth + this.keyWidth, row)) return false
    this.rows.set(row, this.size * this.rowWidth)
    this.link(slot, this.size++)
    return true
  }

  private link(slot: number, place: number): void {
    this.rows[(place + 1) * this.rowWidth - 1] = this.slots[slot]
    this.slots[slot] = place + 1
  }

  private grow(): void {
    const rows = new Int32Array(this.rows.length * 2)
    rows.set(this.rows)
    this.rows = rows
    this.slots = new Int32Array(this.slots.length * 2)
    for (let place = 0; place < this.size; place++)
      this.link(this.slotOf(rows, place * this.rowWidth), place)
  }

  /** The slot of the key at `offset` of `source`, or the free one where it belongs. */
  private slotOf(source: Int32Array, offset: number): number {
    const mask = this.slots.length - 1
    let slot = this.hash(source, offset) & mask
    while (this.slots[slot] !== 0 && !this.hasKey(this.slots[slot] - 1, source, offset))
      slot = (slot + 1) & mask
    return slot
  }

  private hasKey(place: number, source: Int32Array, offset: number): boolean {
    const start = place * this.rowWidth
    for (let column = 0; column < this.keyWidth; column++)
      if (this.rows[start + column] !== source[offset + column]) return false
    return true
  }

  private isSubset(start: number, row: Int32Array): boolean {
    for (let word = 0; word < this.setWidth; word++)
      if ((this.rows[start + word] & ~row[this.keyWidth + word]) !== 0) return false
    return true
  }

  /** FNV-1a by words, with a final mix so that the low bits depend on all of them. */
  private hash(source: Int32Array, offset: number): number {
    let hash = 0x811c9dc5
    for (let column = 0; column < this.keyWidth; column++) {
      hash = Math.imul(hash ^ source[offset + column], 0x01000193)
      hash ^= hash >>> 15
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    return (hash ^ (hash >>> 13)) >>> 0
  }
}
