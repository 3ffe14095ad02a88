import { Cache } from './cache.ts'
import type { ActiveFault, Faults } from './faults.ts'
import type { Extent } from './fault.ts'
import type { DiskRequest } from './protocol.ts'

const SECTOR_BYTES = 512

/** A bit that was turned where it lay. */
interface Rotten {
  offset: number
  bit: number
}

/** The disk behind its front: reads and writes reach its cache, or what is wrong with it has them do something else. */
export class Medium {
  readonly cache: Cache
  private readonly faults: Faults
  private readonly rotten = new Set<Rotten>()

  constructor(cache: Cache, faults: Faults) {
    this.cache = cache
    this.faults = faults
  }

  read(request: DiskRequest): Buffer {
    const data = this.cache.read(request.offset, request.length)
    for (const { active, parts } of this.faults.striking(request, 'flip'))
      for (const part of parts) flipBit(data, request.offset, part, active)
    return data
  }

  write(request: DiskRequest): void {
    const data = request.type === 'write' ? this.flipped(request) : undefined
    for (const { offset, length } of this.landing(request)) {
      const from = offset - request.offset
      if (data === undefined) this.cache.zero(offset, length)
      else this.cache.write(offset, data.subarray(from, from + length))
      for (const each of this.rotten)
        if (each.offset >= offset && each.offset < offset + length) this.rotten.delete(each)
    }
  }

  /** Whether what is to be on the medium shall be only said to be. */
  ignoresFlush(request: DiskRequest): boolean {
    let ignored = false
    for (const { active } of this.faults.striking(request, 'ignore-flush')) {
      active.count('flushesIgnored')
      ignored = true
    }
    return ignored
  }

  /** Turns bits of what is there now; the undo turns back those that nobody has written over since. */
  rot(active: ActiveFault, extents: readonly Extent[], bits: number): void {
    const total = extents.reduce((sum, { length }) => sum + length, 0)
    for (let i = 0; i < bits; i++) {
      const offset = nth(extents, Math.floor(active.chance() * total))
      const turned = { offset, bit: 1 << Math.floor(active.chance() * 8) }
      this.turn(turned)
      this.rotten.add(turned)
      active.count('bitsFlipped')
      active.undo.push(() => {
        if (this.rotten.delete(turned)) this.turn(turned)
      })
    }
  }

  /** Written out at once, for in the cache a power cut would forget it, and its undo then turn a sound bit. */
  private turn({ offset, bit }: Rotten): void {
    const byte = this.cache.read(offset, 1)
    byte[0] ^= bit
    this.cache.write(offset, byte)
    this.cache.flushPart(offset, 1)
  }

  /** What of a write lands. */
  private landing(request: DiskRequest): Extent[] {
    let landing: Extent[] = [request]
    for (const { active, fault, parts } of this.faults.striking(request, 'torn', 'lose'))
      for (const part of parts) {
        const keptBytes = fault.kind === 'torn' ? firstHalf(part.length) : 0
        active.count(fault.kind === 'torn' ? 'writesTorn' : 'writesLost')
        active.count('bytesLost', part.length - keptBytes)
        const lost = { offset: part.offset + keptBytes, length: part.length - keptBytes }
        landing = landing.flatMap((each) => without(each, lost))
      }
    return landing
  }

  private flipped(request: DiskRequest): Buffer {
    let data = request.data!
    for (const { active, parts } of this.faults.striking(request, 'flip')) {
      // A copy, for the mirror is to get what was asked for.
      if (data === request.data) data = Buffer.from(data)
      for (const part of parts) flipBit(data, request.offset, part, active)
    }
    return data
  }
}

function flipBit(data: Buffer, offset: number, part: Extent, active: ActiveFault): void {
  const at = part.offset - offset + Math.floor(active.chance() * part.length)
  data[at] ^= 1 << Math.floor(active.chance() * 8)
  active.count('bitsFlipped')
}

function firstHalf(length: number): number {
  return Math.floor(length / 2 / SECTOR_BYTES) * SECTOR_BYTES
}

function without({ offset, length }: Extent, lost: Extent): Extent[] {
  const end = offset + length
  const pieces = [
    { offset, length: Math.min(end, lost.offset) - offset },
    { offset: Math.max(offset, lost.offset + lost.length), length: 0 },
  ]
  pieces[1].length = end - pieces[1].offset
  return pieces.filter((piece) => piece.length > 0)
}

/** The place of the n-th byte of these extents. */
function nth(extents: readonly Extent[], n: number): number {
  let left = n
  for (const { offset, length } of extents) {
    if (left < length) return offset + left
    left -= length
  }
  throw new RangeError(`the extents have no byte ${n}`)
}
