import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { startClock } from '../../../runner/clock.ts'
import { runLoad } from '../../../runner/load.ts'
import type { Request, Workload } from '../../../runner/workload.ts'
import { Counting, type Turn } from './counting.ts'
import type { System } from './level.ts'

/** Nobody gives up a commit that only waits for a busy machine. */
const OPERATION_TIMEOUT_MS = 20_000
/** After the first answer to each connection. */
const WARM_UP_MS = 60

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
 * not cut short (A. Wald's identity, 1944). One at least is waited for; undefined where it was cancelled before.
 */
export async function drive({
  system,
  connections,
  seconds,
  cancelled,
  ...asked
}: Driving): Promise<Turn | undefined> {
  const over = new AbortController()
  const turn = new Counting(connections).once('refused', () => over.abort())
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
  load.catch(() => over.abort())
  const signal = AbortSignal.any([over.signal, cancelled])
  try {
    while (!turn.allAnswered) await once(turn, 'answer', { signal })
    await sleep(WARM_UP_MS, undefined, { signal })
    turn.begin()
    await sleep(seconds * 1000, undefined, { signal })
    while (turn.commits === 0) await once(turn, 'answer', { signal })
  } catch {
    // It was refused or cancelled, which is told below.
  }
  over.abort()
  await load
  return cancelled.aborted ? undefined : turn.result()
}
