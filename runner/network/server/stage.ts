import { Alarm } from './alarm.ts'

/** Bytes on their way; `at` is when they were received (`performance.now()`, ms), moved on by every delay they had. */
export interface Chunk {
  data: Buffer
  at: number
}

/** Where a stage's output goes: the next stage or the socket at the end. */
export interface Sink {
  readonly full: boolean
  write(chunk: Chunk): void
  end(): void
}

/**
 * What a toxic at work waits for: a chunk (`'with room'`: only while the next stage takes more), a time, or
 * whichever comes first. `final` can't be interrupted any more.
 */
export interface Ask {
  chunk?: 'with room' | 'always'
  until?: number
  final?: boolean
}

/** A toxic at work on one connection in one direction; when it returns, the connection is closed behind it. */
export type Work = Generator<Ask, void, Chunk | 'end' | 'time'>

export interface Worker {
  start(out: (chunk: Chunk) => void): Work
  /** Called with each chunk that the work takes in hand. */
  takes?(chunk: Chunk): void
  /** Bytes that may wait here before the sender is held back; one chunk always may. */
  readonly capacity: number
}

/** What a chunk costs beside its bytes, so that a queue of tiny ones is bounded too. */
const CHUNK_OVERHEAD = 256

/** One toxic's place in a link: a queue and the toxic's work on it, driven by data, room and time. */
export class Stage implements Sink {
  next: Sink
  onRoom: () => void
  private queue: Chunk[] = []
  private cost = 0
  private capacity = 0
  private takes: Worker['takes']
  private work: Work | undefined
  private ask: Ask = {}
  private ended = false
  private closed = false
  private busy = false
  private readonly alarm = new Alarm(() => this.advance())

  constructor(next: Sink, onRoom: () => void) {
    this.next = next
    this.onRoom = onRoom
  }

  get full(): boolean {
    return this.cost > this.capacity
  }

  write(chunk: Chunk): void {
    if (this.closed) return
    this.queue.push(chunk)
    this.cost += chunk.data.length + CHUNK_OVERHEAD
    this.advance()
  }

  end(): void {
    this.ended = true
    this.advance()
  }

  /** Puts a toxic to work here. One that worked before lets go of the chunk in its hand, which leaves at once. */
  run(worker: Worker): void {
    if (this.closed || this.ask.final) return
    this.letGo()
    this.capacity = worker.capacity
    this.takes = worker.takes
    this.work = worker.start((chunk) => this.next.write(chunk))
    this.ask = this.work.next().value ?? {}
    this.advance()
    // Another toxic may have more room than the one before.
    if (!this.full) this.onRoom()
  }

  /** Moves on as far as data, room and time allow. */
  advance(): void {
    // The next stage may call back while the work is under way; the loop below sees what changed.
    if (this.busy) return
    this.busy = true
    this.alarm.clear()
    for (let answer = this.answer(); answer !== undefined; answer = this.answer()) {
      const { done, value } = this.work!.next(answer)
      if (done) this.close()
      else this.ask = value
    }
    this.busy = false
    if (!this.closed && this.ask.until !== undefined) this.alarm.set(this.ask.until)
  }

  /** Lets everything that waits here leave at once. False if the connection is already closing behind it. */
  flush(): boolean {
    if (this.closed || this.ask.final) return false
    this.letGo()
    for (const chunk of this.queue) this.next.write(chunk)
    if (this.ended) this.next.end()
    this.stop()
    return true
  }

  /** Drops what waits here and closes the connection behind it. */
  close(): void {
    if (this.closed) return
    this.stop()
    this.next.end()
  }

  /** Forgets everything: the connection is gone. */
  stop(): void {
    this.closed = true
    this.queue = []
    this.cost = 0
    this.alarm.clear()
  }

  /** Ends the toxic's work; the chunk in its hand leaves at once, and what that sets going must find no work here. */
  private letGo(): void {
    this.ask = {}
    this.work?.return()
  }

  private answer(): Chunk | 'end' | 'time' | undefined {
    if (this.closed) return undefined
    const { chunk, until } = this.ask
    if (chunk !== undefined && this.queue.length > 0) {
      if (chunk === 'always' || !this.next.full) return this.take()
    } else if (chunk !== undefined && this.ended) return 'end'
    if (until !== undefined && performance.now() >= until) return 'time'
    return undefined
  }

  private take(): Chunk {
    const wasFull = this.full
    const chunk = this.queue.shift()!
    this.cost -= chunk.data.length + CHUNK_OVERHEAD
    if (wasFull && !this.full) this.onRoom()
    this.takes?.(chunk)
    return chunk
  }
}
