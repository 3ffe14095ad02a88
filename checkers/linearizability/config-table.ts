/** A set of rows of `width` whole numbers: open addressing in one typed array, exact and about as small as can be. */
export class ConfigTable {
  readonly width: number
  size = 0
  private rows: Int32Array
  /** Place in `rows` plus 1; 0 is free. */
  private slots = new Int32Array(1 << 10)

  constructor(width: number) {
    this.width = width
    this.rows = new Int32Array(width << 9)
  }

  get bytes(): number {
    return this.rows.byteLength + this.slots.byteLength
  }

  /** Whether the row is new; it is in the table then. */
  add(row: Int32Array): boolean {
    if (this.size * 2 >= this.slots.length) this.grow()
    const slot = this.slotOf(row, 0)
    if (this.slots[slot] !== 0) return false
    this.rows.set(row, this.size * this.width)
    this.slots[slot] = ++this.size
    return true
  }

  private grow(): void {
    const rows = new Int32Array(this.rows.length * 2)
    rows.set(this.rows)
    this.rows = rows
    this.slots = new Int32Array(this.slots.length * 2)
    for (let index = 0; index < this.size; index++)
      this.slots[this.slotOf(rows, index * this.width)] = index + 1
  }

  /** The slot that holds the row at `offset` of `source`, or the free one where it belongs. */
  private slotOf(source: Int32Array, offset: number): number {
    const mask = this.slots.length - 1
    let slot = this.hash(source, offset) & mask
    while (this.slots[slot] !== 0 && !this.equal(this.slots[slot] - 1, source, offset))
      slot = (slot + 1) & mask
    return slot
  }

  private equal(index: number, source: Int32Array, offset: number): boolean {
    const start = index * this.width
    for (let column = 0; column < this.width; column++)
      if (this.rows[start + column] !== source[offset + column]) return false
    return true
  }

  /** FNV-1a by words, with a final mix so that the low bits depend on all of them. */
  private hash(source: Int32Array, offset: number): number {
    let hash = 0x811c9dc5
    for (let column = 0; column < this.width; column++) {
      hash = Math.imul(hash ^ source[offset + column], 0x01000193)
      hash ^= hash >>> 15
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    return (hash ^ (hash >>> 13)) >>> 0
  }
}
