import { setTimeout as sleep } from 'node:timers/promises'
import { SplitbrainError } from '../../../history/errors.ts'
import { startClock } from '../../../runner/clock.ts'
import { Latencies } from '../../../runner/latencies.ts'
import { runLoad } from '../../../runner/load.ts'
import type { Recorder } from '../../../runner/recorder.ts'
import type { Request, Workload } from '../../../runner/workload.ts'
import type { System } from './level.ts'

/** Nobody gives up a commit that only waits for a busy machine. */
const OPERATION_TIMEOUT_MS = 20_000
/** After the first answer to each connection. */
const WARM_UP_MS = 60

/** What a turn of closed-loop load showed. */
export interface Turn {
  commits: number
  /** The time that all connections together spent on these, from the first that counts to the end of the last. */
  busyMs: number
  latencies: Latencies
}

export interface Driving {
  system: System
  work: Workload['work']
  next: () => Request
  connections: number
  seconds: number
  cancelled: AbortSignal
}

/**
 * So many connections write one transaction after the other for so long. Each counts from the first transaction that
 * began after the warm-up to the end of the one that it was in when the time was over: so the mean of few long ones is
 * not cut short (A. Wald's identity, 1944). Throws where a write was not acknowledged, for what refuses can't be compared.
 */
export async function drive({
  system,
  connections,
  seconds,
  cancelled,
  ...asked
}: Driving): Promise<Turn> {
  const over = new AbortController()
  const turn = new Counting(connections, () => over.abort())
  const load = runLoad(
    {
      cluster: system.load,
      ...asked,
      concurrency: connections,
      timeoutMs: OPERATION_TIMEOUT_MS,
      record: turn.record,
      clock: startClock(),
    },
    over.signal,
  )
  const signal = AbortSignal.any([over.signal, cancelled])
  const until = async (waited: Promise<unknown>) => void (await waited.catch(() => {}))
  await until(Promise.race([turn.allAnswered, sleep(OPERATION_TIMEOUT_MS, undefined, { signal })]))
  await until(sleep(WARM_UP_MS, undefined, { signal }))
  turn.begin()
  await until(sleep(seconds * 1000, undefined, { signal }))
  over.abort()
  await load
  return turn.result()
}

class Counting {
  readonly allAnswered: Promise<void>
  private readonly answered = new Set<number>()
  private readonly began = new Map<number, number>()
  private readonly latencies = new Latencies()
  private readonly resolve: () => void
  private readonly connections: number
  private readonly broken: () => void
  private counts = false
  private commits = 0
  private busyMs = 0
  private refused: string | undefined

  /** `broken` is called once a write was not acknowledged. */
  constructor(connections: number, broken: () => void) {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.allAnswered = promise
    this.resolve = resolve
    this.connections = connections
    this.broken = broken
  }

  begin(): void {
    this.counts = true
    this.began.clear()
  }

  readonly record: Recorder = ({ process, type, error }) => {
    const who = Number(process)
    if (type === 'invoke') return void (this.counts && this.began.set(who, performance.now()))
    if (type !== 'ok') {
      this.refused ??= error ?? type
      return this.broken()
    }
    this.answered.add(who)
    if (this.answered.size === this.connections) this.resolve()
    const beganMs = this.began.get(who)
    if (beganMs === undefined) return
    const tookMs = performance.now() - beganMs
    this.began.delete(who)
    this.commits++
    this.busyMs += tookMs
    this.latencies.record(tookMs * 1e6)
  }

  result(): Turn {
    if (this.refused !== undefined)
      throw new SplitbrainError('runtime', `a write was not acknowledged: ${this.refused}`)
    const { commits, busyMs, latencies } = this
    if (commits === 0)
      throw new SplitbrainError('usage', 'no write began and ended in a turn: use longer --seconds')
    return { commits, busyMs, latencies }
  }
}
