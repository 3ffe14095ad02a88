import { BLOCK_BYTES, eachBlock } from './cache.ts'
import type { Extent } from './fault.ts'
import type { DiskRequest } from './protocol.ts'

/** The blocks that another disk was sent and that it may have in its cache alone, so that it forgets them with its power. */
export class Unflushed {
  /** Since the last flush that was sent. */
  private open = new Set<number>()
  /** Before each flush that is not answered yet. */
  private readonly sealed = new Set<ReadonlySet<number>>()

  /** Returns what is to be done once this has been answered. */
  sent(request: DiskRequest): () => void {
    if (request.type !== 'flush') {
      eachBlock(request.offset, request.length, (block) => this.open.add(block))
      return () => {}
    }
    const before = this.open
    this.open = new Set()
    this.sealed.add(before)
    return () => this.sealed.delete(before)
  }

  /** All of them, of which nothing is known any more after that. */
  take(): Extent[] {
    const blocks = [this.open, ...this.sealed].flatMap((each) => [...each])
    this.open = new Set()
    this.sealed.clear()
    return blocks.map((block) => ({ offset: block * BLOCK_BYTES, length: BLOCK_BYTES }))
  }
}
