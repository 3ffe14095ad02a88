import { BLOCK_BYTES, eachBlock } from './cache.ts'
import type { Extent } from './fault.ts'

/** Of what is sent anew at once. */
const MOST_RUN_BLOCKS = 64

/** The blocks that a peer may have otherwise than this disk: a byte each. */
export class Behind {
  count = 0
  private readonly marks: Uint8Array
  private next = 0

  constructor(sizeBytes: number) {
    this.marks = new Uint8Array(Math.ceil(sizeBytes / BLOCK_BYTES))
  }

  markAll(): void {
    this.marks.fill(1)
    this.count = this.marks.length
  }

  mark({ offset, length }: Extent): void {
    eachBlock(offset, length, (block) => {
      this.count += 1 - this.marks[block]
      this.marks[block] = 1
    })
  }

  /** Blocks that follow each other, not marked any more; undefined where none is marked. */
  take(): Extent | undefined {
    if (this.count === 0) return undefined
    const at = this.marks.indexOf(1, this.next)
    const first = at === -1 ? this.marks.indexOf(1) : at
    let end = first
    while (this.marks[end] === 1 && end - first < MOST_RUN_BLOCKS) this.marks[end++] = 0
    this.count -= end - first
    this.next = end
    return { offset: first * BLOCK_BYTES, length: (end - first) * BLOCK_BYTES }
  }
}
