import { setTimeout as sleep } from 'node:timers/promises'
import { classOf } from '../../checkers/availability/errors.ts'
import { startClock } from '../../runner/clock.ts'
import { runLoad } from '../../runner/load.ts'
import type { Recorder } from '../../runner/recorder.ts'
import type { Cluster } from '../../runner/topology.ts'
import type { Request, Work } from '../../runner/workload.ts'
import { ratioOf, type Ratio } from '../../runner/ratio.ts'

/** Sessions are opened meanwhile, which is no request. */
const WARM_UP_MS = 500
const OPERATION_TIMEOUT_MS = 2_000

/** What clients were answered in so many seconds. */
export interface Timed {
  seconds: number
  /** How long each acknowledged request took. */
  tookMs: number[]
  /** By class, how many requests were not acknowledged. */
  aborted: Record<string, number>
}

export interface Timing {
  load: Pick<Cluster, 'client' | 'route'>
  work: Work
  next: () => Request
  clients: number
  seconds: number
}

/** Has a run's own clients ask for so long, each one request after the other, with something else beside them. */
export async function timed(
  { load: cluster, work, next, clients: concurrency, seconds }: Timing,
  beside: (untilMs: number) => Promise<void>,
): Promise<Timed> {
  const turn: Timed = { seconds, tookMs: [], aborted: {} }
  const over = new AbortController()
  const load = runLoad(
    {
      cluster,
      work,
      next,
      concurrency,
      timeoutMs: OPERATION_TIMEOUT_MS,
      record: recorderOf(turn, performance.now() + WARM_UP_MS),
      clock: startClock(),
    },
    over.signal,
  )
  await sleep(WARM_UP_MS)
  await beside(performance.now() + seconds * 1000)
  over.abort()
  await load
  return turn
}

/** Counts what begins and ends from then on until the turn is over. */
function recorderOf(turn: Timed, fromMs: number): Recorder {
  const untilMs = fromMs + turn.seconds * 1000
  const began = new Map<unknown, number>()
  return ({ process, type, error = '' }) => {
    const now = performance.now()
    if (type === 'invoke') return void began.set(process, now)
    const beganMs = began.get(process)!
    if (now < fromMs || now > untilMs) return
    if (type === 'ok') return void turn.tookMs.push(now - beganMs)
    const code = classOf(error)
    turn.aborted[code] = (turn.aborted[code] ?? 0) + 1
  }
}

export interface Compared {
  answered: number
  perSecond: number
  /** How many answers it had for each of one server's, round by round, with the interval of 95 %. */
  ofOneServer: Ratio
  p50Ms: number
  p99Ms: number
}

/** The figures of all rounds, and of each round's how they relate to one server's. */
export function comparedWith(ofOne: readonly Timed[], turns: readonly Timed[]): Compared {
  // Of none no ratio can be told.
  const answers = ({ tookMs }: Timed) => Math.max(1, tookMs.length)
  const tookMs = turns.flatMap((turn) => turn.tookMs).toSorted((a, b) => a - b)
  const quantile = (q: number) => tookMs[Math.floor(q * tookMs.length)] ?? NaN
  const seconds = turns.reduce((sum, turn) => sum + turn.seconds, 0)
  return {
    answered: tookMs.length,
    perSecond: tookMs.length / seconds,
    ofOneServer: ratioOf(turns.map((turn, i) => [answers(ofOne[i]), answers(turn)])),
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
  }
}
