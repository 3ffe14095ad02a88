import { randomUUID } from 'node:crypto'
import { Behind } from './behind.ts'
import { BLOCK_BYTES, type Cache } from './cache.ts'
import type { Extent } from './fault.ts'
import { Peer } from './peer.ts'
import type { DiskRequest } from './protocol.ts'
import { MIRROR_IS, type MirrorMode, type MirrorOptions, type MirrorState } from './state.ts'
import { Unflushed } from './unflushed.ts'

const RETRY_MS = 200
/** So many of what the peer lacks are on their way at once. */
const RESYNC_WINDOW = 16

/** What is on its way to the peer, and what to do once it is there, or the peer is lost. */
interface Sent {
  arrived(): void
  lost(): void
}

/**
 * Sends every write and flush to another disk too, in the order in which this one carries them out. What is sent to a
 * peer that is away is kept in mind as blocks; when it is back it gets these as they are by then, among new writes.
 */
export class Mirror {
  readonly id = randomUUID()
  private readonly options: MirrorOptions
  private readonly cache: Cache
  private readonly sizeBytes: number
  private readonly behind: Behind
  private readonly unflushed = new Unflushed()
  private peer: Peer | undefined
  private isInStep = false
  private readonly pending = new Set<Sent>()
  /** Of those who are told nothing before the peer has everything again. */
  private stopped: (() => void)[] = []
  private retry: NodeJS.Timeout | undefined
  private isDown = false
  private isConnecting = false
  private losses = 0
  private lastLoss: string | undefined
  private blocksResynced = 0
  private resyncing = 0

  constructor(options: MirrorOptions, cache: Cache, sizeBytes: number) {
    this.options = options
    this.cache = cache
    this.sizeBytes = sizeBytes
    this.behind = new Behind(sizeBytes)
    if (options.behind === 'all') this.behind.markAll()
    this.tell('it has just begun')
    void this.connect()
  }

  state(): MirrorState {
    const { losses, lastLoss, blocksResynced } = this
    const blocksBehind = this.behind.count
    return { mode: this.mode, blocksBehind, blocksResynced, losses, lastLoss }
  }

  private get mode(): MirrorMode {
    if (this.peer !== undefined) return this.isInStep ? 'connected' : 'resyncing'
    return this.options.withoutPeer === 'stop' ? 'stopped' : 'degraded'
  }

  /** `done` once the peer has it too, or the disk goes on without it. */
  send(request: DiskRequest, done: () => void): void {
    const doWithout = () => {
      if (request.type !== 'flush') this.behind.mark(request)
      if (this.options.withoutPeer === 'stop') this.stopped.push(done)
      else done()
    }
    if (this.peer === undefined) doWithout()
    else this.transmit(request, { arrived: done, lost: doWithout })
  }

  /** This disk has no power any more, and has forgotten these: the peer may have them. */
  cut(forgotten: readonly Extent[]): void {
    this.shutDown('the power was cut')
    for (const extent of forgotten) this.behind.mark(extent)
    this.stopped = []
  }

  restore(): void {
    this.isDown = false
    void this.connect()
  }

  /** Ends it; whoever waits for the peer waits no longer. */
  close(): void {
    this.shutDown('the mirror was ended')
    for (const done of this.stopped.splice(0)) done()
  }

  private shutDown(why: string): void {
    this.isDown = true
    clearTimeout(this.retry)
    const peer = this.peer
    this.lose(why)
    peer?.close(why)
  }

  /** One at a time: over two connections nothing would come in order. */
  private async connect(): Promise<void> {
    if (this.isConnecting) return
    this.isConnecting = true
    const { to, as, timeoutMs } = this.options
    try {
      const peer = await Peer.connect(to, as, timeoutMs, (why) => {
        if (peer === this.peer) this.lose(why)
      })
      if (this.isDown || peer.sizeBytes < this.sizeBytes) {
        peer.close('it is not wanted')
        throw new Error(`it has ${peer.sizeBytes} bytes`)
      }
      this.peer = peer
      if (this.behind.count > 0) peer.tell('incomplete', () => {})
      this.resync(peer)
    } catch (error) {
      this.lastLoss = (error as Error).message
      this.tryAgain()
    } finally {
      this.isConnecting = false
    }
  }

  private lose(why: string): void {
    if (this.peer === undefined) return
    this.peer = undefined
    this.isInStep = false
    this.resyncing = 0
    this.losses++
    this.lastLoss = why
    this.tell(why)
    // It may have lost its power.
    for (const extent of this.unflushed.take()) this.behind.mark(extent)
    const pending = [...this.pending]
    this.pending.clear()
    for (const { lost } of pending) lost()
    this.tryAgain()
  }

  /** For whoever asks later, when nobody is there to be asked any more. */
  private tell(why?: string): void {
    console.error(`${MIRROR_IS} ${this.mode}${why === undefined ? '' : `: ${why}`}`)
  }

  private tryAgain(): void {
    if (!this.isDown) this.retry = setTimeout(() => void this.connect(), RETRY_MS)
  }

  private transmit(request: DiskRequest, sent: Sent): void {
    const peer = this.peer!
    this.pending.add(sent)
    const settled = this.unflushed.sent(request)
    peer.send(request, (error) => {
      if (error !== 0) return peer.close(`it answered with the error ${error}`)
      if (!this.pending.delete(sent)) return
      settled()
      sent.arrived()
    })
  }

  /** Sends what the peer lacks, a few at a time; a block that is written meanwhile goes the same way after it. */
  private resync(peer: Peer): void {
    while (this.resyncing < RESYNC_WINDOW) {
      const extent = this.behind.take()
      if (extent === undefined) break
      this.resyncing++
      const arrived = () => {
        this.resyncing--
        this.blocksResynced += extent.length / BLOCK_BYTES
        if (peer === this.peer) this.resync(peer)
      }
      this.transmit(this.asItIs(extent), { arrived, lost: () => this.behind.mark(extent) })
    }
    if (this.resyncing === 0) this.finish()
  }

  private asItIs(extent: Extent): DiskRequest {
    const data = this.cache.read(extent.offset, extent.length)
    if (isZero(data)) return { ...extent, type: 'zero', fua: false }
    return { ...extent, type: 'write', fua: false, data }
  }

  /** What was sent anew lies in the peer's cache; only on its medium does it outlast a power cut there. */
  private finish(): void {
    const inStep = () => {
      this.isInStep = true
      this.tell()
      for (const done of this.stopped.splice(0)) done()
    }
    const arrived = () => {
      const peer = this.peer
      peer?.tell('whole', () => {
        if (peer === this.peer) inStep()
      })
    }
    this.transmit({ type: 'flush', offset: 0, length: 0, fua: false }, { arrived, lost() {} })
  }
}

function isZero(data: Buffer): boolean {
  return data[0] === 0 && data.compare(data, 1, data.length, 0, data.length - 1) === 0
}
