import { setTimeout as sleep } from 'node:timers/promises'
import type { PostgresServer } from './server.ts'

/** With these a server keeps WAL for what has a slot, and for nobody else. */
export const keptBySlotsAlone = { wal_keep_size: 0 }

const make = `
  SELECT pg_create_physical_replication_slot($1, true)
  WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = $1)`

/** From now on a server keeps what a standby of that name has not confirmed yet. */
export async function keepFor(server: PostgresServer, standby: string): Promise<void> {
  await server.query(make, [standby])
}

const endUse = `SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = $1`
const drop = `SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1`
const IN_USE = '55006'
const POLL_MS = 20

/** Drops a standby's slot though that streams by it: it is cut off first, again and again. */
export async function dropSlot(server: PostgresServer, standby: string): Promise<void> {
  for (let dropped = false; !dropped; await sleep(POLL_MS)) {
    await server.query(endUse, [standby])
    dropped = await server.query(drop, [standby]).then(
      () => true,
      (error: { code?: string }) => {
        if (error.code !== IN_USE) throw error
        return false
      },
    )
  }
}

/** Whose slots a server has. */
export async function slotsOf(server: PostgresServer): Promise<string[]> {
  const rows = await server.query<{ name: string }>(
    'SELECT slot_name AS name FROM pg_replication_slots',
  )
  return rows.map(({ name }) => name)
}

/** Who is no primary any more keeps nothing: its slots would hold back WAL that nobody asks it for. */
export async function keepForNobody(server: PostgresServer): Promise<void> {
  await server.query('SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots')
}
