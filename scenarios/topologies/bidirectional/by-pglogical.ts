import { arrived } from '../../databases/postgres/logical.ts'
import {
  becomeNode,
  follows,
  pglogicalSettings,
  replicate,
  slotFor,
  stoppedByRule,
  subscribeTo,
  wake,
  type ConflictPolicy,
} from '../../databases/postgres/pglogical.ts'
import { settledBy } from '../../databases/postgres/pglogical-conflicts.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { applyOf } from '../../databases/postgres/stopped-apply.ts'
import type { Replication } from './replication.ts'

const FOLLOW_LIMIT_MS = 30_000
/** Time for a worker that was woken to reach its publisher; one that failed waits for five seconds by itself. */
const WAKE_AGAIN_MS = 3000

/** pglogical, whose workers settle each conflict by one policy for all. */
export function byPglogical(policy: ConflictPolicy): Replication {
  return {
    settings: pglogicalSettings(policy),
    async publish(server, tables) {
      await becomeNode(server)
      for (const table of tables) await replicate(server, table)
    },
    async follow(server, publisher, upstream) {
      await subscribeTo(server, publisher, upstream)
      await follows(server, publisher, FOLLOW_LIMIT_MS)
    },
    arrived: arrivedOrRefused,
    inspections: (server) => [settledBy(server), applyOf(server, stoppedByRule)],
  }
}

/** Whose worker is not there is woken, as an operator would do who sees that nothing arrives. */
async function arrivedOrRefused(
  publisher: PostgresServer,
  subscribers: readonly PostgresServer[],
  limitMs: number,
): Promise<void> {
  const { name } = publisher.node
  const bySlot = new Map<string, PostgresServer>()
  for (const each of subscribers) bySlot.set(await slotFor(each, name), each)
  const wokenMs = new Map<string, number>()
  await arrived(publisher, [...bySlot.keys()], limitMs, async (slot) => {
    const subscriber = bySlot.get(slot)!
    if ((await stoppedByRule(subscriber)).has(name)) return true
    const isDue = performance.now() - (wokenMs.get(slot) ?? -Infinity) > WAKE_AGAIN_MS
    if (isDue && !(await isActive(publisher, slot))) {
      await wake(subscriber, name)
      wokenMs.set(slot, performance.now())
    }
    return false
  })
}

async function isActive(publisher: PostgresServer, slot: string): Promise<boolean> {
  const rows = await publisher.query(
    'SELECT FROM pg_replication_slots WHERE slot_name = $1 AND active',
    [slot],
  )
  return rows.length > 0
}
