/** Histories are short in tests, and checkers make short ones of long ones. */
const FIRST_ROWS = 32

/** What a history says of each of its rows in numbers. */
export class Columns {
  process: Float64Array
  type: Uint8Array
  f: Uint16Array
  key: Int32Array
  timeNs: Float64Array
  node: Int32Array
  pair: Int32Array
  line: Int32Array

  constructor(rows = FIRST_ROWS) {
    this.process = new Float64Array(rows)
    this.type = new Uint8Array(rows)
    this.f = new Uint16Array(rows)
    this.key = new Int32Array(rows)
    this.timeNs = new Float64Array(rows)
    this.node = new Int32Array(rows)
    this.pair = new Int32Array(rows)
    this.line = new Int32Array(rows)
  }

  /** To be called before a row is written for the first time. */
  makeRoom(row: number): void {
    if (row < this.type.length) return
    const larger = new Columns(2 * this.type.length)
    larger.process.set(this.process)
    larger.type.set(this.type)
    larger.f.set(this.f)
    larger.key.set(this.key)
    larger.timeNs.set(this.timeNs)
    larger.node.set(this.node)
    larger.pair.set(this.pair)
    larger.line.set(this.line)
    Object.assign(this, larger)
  }
}
