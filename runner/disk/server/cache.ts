import type { Store } from './store.ts'

export const BLOCK_BYTES = 4096

const zeroBlock = Buffer.alloc(BLOCK_BYTES)
/** Of a cache that is full so much is written out at once. */
const DESTAGED_SHARE = 8

/**
 * The disk's own cache: what was written and not flushed is here alone, and a power cut forgets it. It keeps what it was
 * given and copies nothing but blocks that are written in part.
 */
export class Cache {
  destagedBytes = 0
  private readonly store: Store
  private readonly mostBlocks: number
  /** By the block's number, the longest unwritten first. */
  private readonly blocks = new Map<number, Buffer>()

  constructor(store: Store, mostBytes: number) {
    this.store = store
    this.mostBlocks = Math.ceil(mostBytes / BLOCK_BYTES)
  }

  get unflushedBytes(): number {
    return this.blocks.size * BLOCK_BYTES
  }

  read(offset: number, length: number): Buffer {
    const buffer = Buffer.allocUnsafe(length)
    if (this.blocks.size === 0 || !this.readCached(buffer, offset)) {
      this.store.readInto(buffer, offset)
      if (this.blocks.size > 0) this.readCached(buffer, offset)
    }
    return buffer
  }

  /** Copies what is here of these bytes; whether that was all of them. */
  private readCached(buffer: Buffer, offset: number): boolean {
    let isWhole = true
    eachBlock(offset, buffer.length, (block, from, to, at) => {
      const cached = this.blocks.get(block)
      if (cached === undefined) isWhole = false
      else cached.copy(buffer, at, from, to)
    })
    return isWhole
  }

  write(offset: number, data: Buffer): void {
    eachBlock(offset, data.length, (block, from, to, at) => {
      const piece = data.subarray(at, at + to - from)
      const isWhole = piece.length === BLOCK_BYTES
      this.blocks.set(block, isWhole ? piece : this.patched(block, piece, from))
    })
    this.makeRoom()
  }

  zero(offset: number, length: number): void {
    eachBlock(offset, length, (block, from, to) => {
      const isWhole = to - from === BLOCK_BYTES
      const piece = zeroBlock.subarray(0, to - from)
      this.blocks.set(block, isWhole ? zeroBlock : this.patched(block, piece, from))
    })
    this.makeRoom()
  }

  /** Writes out all that is here. */
  flush(): void {
    this.writeOut([...this.blocks.keys()])
  }

  /** Writes out what is here of these bytes. */
  flushPart(offset: number, length: number): void {
    const numbers: number[] = []
    eachBlock(offset, length, (block) => {
      if (this.blocks.has(block)) numbers.push(block)
    })
    this.writeOut(numbers)
  }

  /** Forgets all of it but those blocks of which `isKept` says that they had been written out; the numbers of both. */
  forget(isKept: () => boolean): { forgotten: number[]; kept: number[] } {
    const kept = [...this.blocks.keys()].filter(isKept)
    this.writeOut(kept)
    const forgotten = [...this.blocks.keys()]
    this.blocks.clear()
    return { forgotten, kept }
  }

  /** A block that is written in part, in memory of its own, for the old one may be on its way to somebody. */
  private patched(block: number, piece: Buffer, from: number): Buffer {
    const whole = Buffer.allocUnsafe(BLOCK_BYTES)
    const cached = this.blocks.get(block)
    if (cached) cached.copy(whole)
    else this.store.readInto(whole, block * BLOCK_BYTES)
    piece.copy(whole, from)
    return whole
  }

  private makeRoom(): void {
    if (this.blocks.size <= this.mostBlocks) return
    const count = Math.ceil(this.blocks.size / DESTAGED_SHARE)
    this.writeOut(this.blocks.keys().take(count).toArray())
    this.destagedBytes += count * BLOCK_BYTES
  }

  private writeOut(numbers: number[]): void {
    for (const run of runsOf(numbers)) {
      const pieces = run.map((block) => this.blocks.get(block)!)
      this.store.write(pieces, run[0] * BLOCK_BYTES)
      for (const block of run) this.blocks.delete(block)
    }
  }
}

/** Calls back with each block that these bytes touch: from where to where within it, and where in the bytes that is. */
export function eachBlock(
  offset: number,
  length: number,
  visit: (block: number, from: number, to: number, at: number) => void,
): void {
  for (let at = 0; at < length;) {
    const block = Math.floor((offset + at) / BLOCK_BYTES)
    const from = offset + at - block * BLOCK_BYTES
    const to = Math.min(BLOCK_BYTES, from + length - at)
    visit(block, from, to, at)
    at += to - from
  }
}

/** Numbers in order, those that follow each other together. */
function runsOf(numbers: number[]): number[][] {
  const runs: number[][] = []
  for (const number of numbers.sort((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last !== undefined && last[0] + last.length === number) last.push(number)
    else runs.push([number])
  }
  return runs
}
