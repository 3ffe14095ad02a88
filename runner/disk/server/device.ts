import { Cache, BLOCK_BYTES } from './cache.ts'
import { chanceFrom } from './chance.ts'
import { Faults, type ActiveFault } from './faults.ts'
import type { Counts, DiskFault } from './fault.ts'
import { passFront, Waits } from './front.ts'
import { Medium } from './medium.ts'
import { Mirror } from './mirror.ts'
import { errno, type Answer, type DiskRequest } from './protocol.ts'
import type { AsMirror, MirrorOptions } from './state.ts'
import { Store } from './store.ts'

export interface DeviceOptions {
  file: string
  /** Whole blocks of 4 KiB. */
  sizeBytes: number
  /** What the disk's cache holds at most. */
  cacheBytes: number
}

/** The disk as its clients' requests meet it: first what delays or refuses them, then the mirror and the medium. */
export class Device {
  readonly sizeBytes: number
  readonly done: Counts = {}
  readonly faults = new Faults()
  readonly cache: Cache
  mirror: Mirror | undefined
  asMirror: AsMirror | undefined
  private readonly store: Store
  private readonly medium: Medium
  private readonly waits = new Waits()

  constructor({ file, sizeBytes, cacheBytes }: DeviceOptions) {
    if (sizeBytes <= 0 || sizeBytes % BLOCK_BYTES !== 0)
      throw new Error(`a disk of ${sizeBytes} bytes is none of whole blocks of ${BLOCK_BYTES}`)
    this.sizeBytes = sizeBytes
    this.store = new Store(file, sizeBytes)
    this.cache = new Cache(this.store, cacheBytes)
    this.medium = new Medium(this.cache, this.faults)
  }

  /** Carries out a request that is within the disk; answered once, or never where the power is cut meanwhile. */
  submit(request: DiskRequest, answer: Answer): void {
    if (this.faults.size === 0) return this.perform(request, answer)
    passFront(this.faults, request, this.waits, (refusal) => {
      if (refusal === 0) this.perform(request, answer)
      else answer(refusal)
    })
  }

  inject(fault: DiskFault, seed: number): ActiveFault {
    const active = this.faults.add(fault, seed)
    const everywhere = [{ offset: 0, length: this.sizeBytes }]
    if (fault.kind === 'rot') this.medium.rot(active, fault.extents ?? everywhere, fault.bits)
    return active
  }

  startMirror(options: MirrorOptions): Mirror {
    this.mirror?.close()
    this.mirror = new Mirror(options, this.cache, this.sizeBytes)
    return this.mirror
  }

  endMirror(): void {
    this.mirror?.close()
    this.mirror = undefined
  }

  /** Forgets what was not flushed, but for so many of a hundred blocks; nothing that waits is answered any more. */
  cutPower(keepPercent: number, seed: number): { blocksForgotten: number; blocksKept: number } {
    this.waits.cut()
    const chance = chanceFrom(seed)
    const { forgotten, kept } = this.cache.forget(() => chance() * 100 < keepPercent)
    const extents = forgotten.map((block) => ({
      offset: block * BLOCK_BYTES,
      length: BLOCK_BYTES,
    }))
    this.mirror?.cut(extents)
    return { blocksForgotten: forgotten.length, blocksKept: kept.length }
  }

  /** What an orderly end writes out. */
  close(): void {
    this.endMirror()
    this.cache.flush()
    this.store.close()
  }

  private perform(request: DiskRequest, answer: Answer): void {
    this.done[request.type] = (this.done[request.type] ?? 0) + 1
    try {
      if (request.type === 'read') return answer(0, this.medium.read(request))
      if (this.mirror === undefined) return this.change(request, answer)
      const both = inTurn(2, answer)
      this.mirror.send(request, () => both(0))
      this.change(request, both)
    } catch (error) {
      // The disk's file has no room, or its own disk is broken: this one is broken too.
      console.error(`disk: ${(error as Error).message}`)
      answer(errno.EIO)
    }
  }

  private change(request: DiskRequest, answer: Answer): void {
    const { type, fua, offset, length } = request
    if (type !== 'flush') this.medium.write(request)
    if ((type !== 'flush' && !fua) || this.medium.ignoresFlush(request)) return answer(0)
    if (type === 'flush') this.cache.flush()
    else this.cache.flushPart(offset, length)
    this.store.sync((error) => answer(error === null ? 0 : errno.EIO))
  }
}

/** Answers once so many have, with the first error among them. */
function inTurn(parts: number, answer: Answer): Answer {
  let left = parts
  let first = 0
  return (error) => {
    first ||= error
    if (--left === 0) answer(first)
  }
}
