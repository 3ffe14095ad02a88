import { setTimeout as sleep } from 'node:timers/promises'
import { SplitbrainError } from '../../../history/errors.ts'
import { oneAtATime } from '../../../runner/one-at-a-time.ts'
import { CHECKPOINTS_PER_INTERVAL } from './options.ts'

const PAUSE_MS = 50

/** One copy of the primary's data directory. */
export interface Copy {
  number: number
  /** When its making began, in milliseconds of the harness: all that was answered before is in it. */
  begunMs: number
  /** All of the primary's WAL that it has at least. */
  lsnBytes: number
}

/** Who copies now, and to whom. */
export interface Ways {
  /** Up to where the primary has written, as it says itself. */
  position(): Promise<number>
  pass(number: number, spreadMs: number): Promise<unknown>
  /** Has the primary write all that it keeps in memory. */
  checkpoint(): Promise<unknown>
}

/** Has a copy made and brought to the standby at every interval, one after the other, and knows which came there. */
export class Mirroring {
  private readonly ways: Ways
  private readonly intervalMs: number
  private readonly spreadMs: number
  private readonly inTurn = oneAtATime()
  private readonly over = new AbortController()
  private readonly begun = new Map<number, Copy>()
  private beating: Promise<unknown> = Promise.resolve()
  /** The last that the standby has. */
  received: Copy | undefined
  /** How many came there. */
  count = 0

  /** Each copy is spread over so long, unless somebody waits for it. */
  constructor(intervalMs: number, spreadMs: number, ways: Ways) {
    this.intervalMs = intervalMs
    this.spreadMs = spreadMs
    this.ways = ways
  }

  start(): void {
    const { intervalMs } = this
    this.beating = Promise.all([
      this.beat(intervalMs, () => this.inTurn(() => this.pass(this.spreadMs))),
      this.beat(intervalMs / CHECKPOINTS_PER_INTERVAL, () => this.ways.checkpoint()),
    ])
  }

  async stop(): Promise<void> {
    this.over.abort()
    await this.beating
  }

  /** While no copy is being made or on its way. */
  between<T>(act: () => Promise<T>): Promise<T> {
    return this.inTurn(act)
  }

  /** The copy of a number, whether or not its sender heard that it came. */
  copy(number: number): Copy {
    return this.begun.get(number)!
  }

  /** Returns when the standby has a copy that was begun after this. */
  async now(limitMs: number): Promise<void> {
    const until = performance.now() + limitMs
    for (;;) {
      try {
        return await this.inTurn(() => this.pass(0))
      } catch (cause) {
        if (performance.now() > until)
          throw new SplitbrainError(
            'timeout',
            `The standby got no mirror in ${limitMs / 1000} s; its log is in the run's folder.`,
            { cause },
          )
        await sleep(PAUSE_MS)
      }
    }
  }

  /** Whoever is down or out of reach has its turn at the next one. */
  private async beat(everyMs: number, act: () => Promise<unknown>): Promise<void> {
    const { signal } = this.over
    while (!signal.aborted) {
      const next = performance.now() + everyMs
      await act().catch(() => {})
      const restMs = Math.max(PAUSE_MS, next - performance.now())
      await sleep(restMs, undefined, { signal }).catch(() => {})
    }
  }

  private async pass(spreadMs: number): Promise<void> {
    const begunMs = performance.now()
    const copy = { number: this.begun.size + 1, begunMs, lsnBytes: await this.ways.position() }
    this.begun.set(copy.number, copy)
    await this.ways.pass(copy.number, spreadMs)
    this.received = copy
    this.count++
  }
}
