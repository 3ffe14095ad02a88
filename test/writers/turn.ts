import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '../../runner/random.ts'
import type { Isolation, Request } from '../../runner/workload.ts'
import { register } from '../../scenarios/workloads/register.ts'
import type { System } from './systems.ts'
import { timed, type Timed } from './timed.ts'

const SAMPLE_MS = 20

/** How clients write, each one write after the other. */
export interface Contention {
  /** Rows that all of them write. */
  hotRows: number
  clients: number
}

/** What a turn of writing showed. */
export interface Turn extends Timed {
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
  const { clients, seconds, isolation } = writing
  const waits = { lockWaitMs: 0 }
  const work = { ...register.work, isolation }
  const turn = await timed(
    { load: system.load, work, next: writesOf(writing), clients, seconds },
    (untilMs) => watchLocks(system, waits, untilMs),
  )
  return { ...turn, ...waits }
}

function writesOf({ hotRows, random }: Writing): () => Request {
  let value = 0
  return () => ({ f: 'write', key: random.int(hotRows), value: ++value, access: 'write' })
}

/** Looks again and again who waits for a lock on each server; each look stands for the time since the one before. */
async function watchLocks(
  { waiting }: System,
  turn: Pick<Turn, 'lockWaitMs'>,
  untilMs: number,
): Promise<void> {
  let lookedMs = performance.now()
  while (lookedMs < untilMs) {
    await sleep(Math.min(SAMPLE_MS, untilMs - lookedMs))
    const sessions = await waiting()
    const now = performance.now()
    turn.lockWaitMs += sessions * (now - lookedMs)
    lookedMs = now
  }
}
