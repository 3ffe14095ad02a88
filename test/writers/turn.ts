import { setTimeout as sleep } from 'node:timers/promises'
import { startClock } from '../../runner/clock.ts'
import { runLoad } from '../../runner/load.ts'
import type { Random } from '../../runner/random.ts'
import type { Recorder } from '../../runner/recorder.ts'
import type { Isolation, Request } from '../../runner/workload.ts'
import { register } from '../../scenarios/workloads/register.ts'
import type { System } from './systems.ts'

/** Sessions are opened meanwhile, which is no write. */
const WARM_UP_MS = 500
const SAMPLE_MS = 20
const OPERATION_TIMEOUT_MS = 2_000

/** How clients write, each one write after the other. */
export interface Contention {
  /** Rows that all of them write. */
  hotRows: number
  clients: number
}

/** What a turn of writing showed. */
export interface Turn {
  seconds: number
  /** How long each acknowledged write took. */
  tookMs: number[]
  /** By the database's own code or the socket's error, how many writes were not acknowledged. */
  aborted: Record<string, number>
  /** The time that sessions waited for a lock, as looks at the servers add up to. */
  lockWaitMs: number
}

export interface Writing extends Contention {
  seconds: number
  isolation?: Isolation
  random: Random
}

/** Has clients write registers of a system for so long. */
export async function writeInto(system: System, writing: Writing): Promise<Turn> {
  const { clients: concurrency, seconds, isolation } = writing
  const turn: Turn = { seconds, tookMs: [], aborted: {}, lockWaitMs: 0 }
  const over = new AbortController()
  const load = runLoad(
    {
      cluster: system.load,
      work: { ...register.work, isolation },
      next: writesOf(writing),
      concurrency,
      timeoutMs: OPERATION_TIMEOUT_MS,
      record: recorderOf(turn, performance.now() + WARM_UP_MS),
      clock: startClock(),
    },
    over.signal,
  )
  await sleep(WARM_UP_MS)
  await watchLocks(system, turn, performance.now() + seconds * 1000)
  over.abort()
  await load
  return turn
}

function writesOf({ hotRows, random }: Writing): () => Request {
  let value = 0
  return () => ({ f: 'write', key: random.int(hotRows), value: ++value, access: 'write' })
}

/** Counts what begins and ends from then on until the turn is over. */
function recorderOf(turn: Turn, fromMs: number): Recorder {
  const untilMs = fromMs + turn.seconds * 1000
  const began = new Map<unknown, number>()
  return ({ process, type, error = '' }) => {
    const now = performance.now()
    if (type === 'invoke') return void began.set(process, now)
    const beganMs = began.get(process)!
    if (now < fromMs || now > untilMs) return
    if (type === 'ok') return void turn.tookMs.push(now - beganMs)
    const [code] = error.split(' ')
    turn.aborted[code] = (turn.aborted[code] ?? 0) + 1
  }
}

/** Looks again and again who waits for a lock on each server; each look stands for the time since the one before. */
async function watchLocks({ waiting }: System, turn: Turn, untilMs: number): Promise<void> {
  let lookedMs = performance.now()
  while (lookedMs < untilMs) {
    await sleep(Math.min(SAMPLE_MS, untilMs - lookedMs))
    const sessions = await waiting()
    const now = performance.now()
    turn.lockWaitMs += sessions * (now - lookedMs)
    lookedMs = now
  }
}
