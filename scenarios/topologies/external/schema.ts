import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { SplitbrainError } from '../../../history/errors.ts'
import type { Address } from './address.ts'
import { dialects } from './dialects.ts'

const PAUSE_MS = 500

/** A schema of our own, which nobody else has: all that a run touches in somebody's database. */
export interface OwnSchema {
  name: string
  /** Where it may have to be dropped: on each of them that takes writes. */
  at: Address[]
}

export function newSchemaName(): string {
  return `splitbrain_${randomBytes(6).toString('hex')}`
}

/** Drops it on every server that takes writes; waits for the first of them, and tells what is left where none comes. */
export async function dropSchema({ name, at }: OwnSchema, limitMs: number): Promise<void> {
  const end = performance.now() + limitMs
  for (let left: unknown; ; await sleep(PAUSE_MS)) {
    const dropped = await Promise.all(
      at.map(async (address) => dropOn(address, name).catch((error) => void (left = error))),
    )
    if (dropped.includes(true)) return
    if (performance.now() < end) continue
    throw new SplitbrainError(
      'runtime',
      `The schema ${name} is left, for no server let it be dropped: drop it yourself.`,
      { cause: left },
    )
  }
}

/** Whether it was this one's to drop: a standby loses it with its primary. */
async function dropOn(address: Address, name: string): Promise<boolean> {
  const { server, drop } = dialects[address.protocol]
  const own = server(address)
  try {
    if ((await own.ask()).standby) return false
    await drop(address, name)
    return true
  } finally {
    own.disconnect()
  }
}
