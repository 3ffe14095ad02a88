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

/** Who is no primary any more keeps nothing: its slots would hold back WAL that nobody asks it for. */
export async function keepForNobody(server: PostgresServer): Promise<void> {
  await server.query('SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots')
}
