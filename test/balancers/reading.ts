import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '../../runner/random.ts'
import { register } from '../../scenarios/workloads/register.ts'
import { timed, type Timed } from '../writers/timed.ts'
import type { System } from './systems.ts'

/** Rows that are read. */
export const KEYS = 1024

export interface Reading {
  clients: number
  seconds: number
  random: Random
}

/** Has clients read registers of a system for so long. */
export function readOf({ load }: System, { clients, seconds, random }: Reading): Promise<Timed> {
  const next = () => ({ f: 'read', key: random.int(KEYS), value: null, access: 'read' as const })
  const work = { ...register.work, isolation: undefined }
  return timed({ load, work, next, clients, seconds }, (untilMs) =>
    sleep(untilMs - performance.now()),
  )
}
