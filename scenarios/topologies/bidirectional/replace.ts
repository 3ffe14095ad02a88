import type { PostgresServer } from '../../databases/postgres/server.ts'
import { until } from '../../databases/postgres/until.ts'

/** Has a server neither follow another that is gone for good, nor keep anything for it. */
export async function forget(server: PostgresServer, gone: string, limitMs: number): Promise<void> {
  await server.query(`ALTER SUBSCRIPTION ${gone} DISABLE`)
  // Nobody is there any more to be told that it is not needed.
  await server.query(`ALTER SUBSCRIPTION ${gone} SET (slot_name = NONE)`)
  await server.query(`DROP SUBSCRIPTION ${gone}`)
  const slot = 'FROM pg_replication_slots WHERE slot_name = $1'
  await until(async () => {
    await server.query(`SELECT pg_terminate_backend(active_pid) ${slot} AND active`, [gone])
    await server.query(`SELECT pg_drop_replication_slot(slot_name) ${slot} AND NOT active`, [gone])
    const left = await server.query(`SELECT ${slot}`, [gone])
    return left.length > 0 ? `${server.node.name} did not give up the slot of ${gone}` : undefined
  }, limitMs)
}

/** Returns when a server has all that stood in the tables of those that it follows. */
export async function copied(server: PostgresServer, limitMs: number): Promise<void> {
  await until(async () => {
    const left = await server.query(
      "SELECT srrelid::regclass AS name FROM pg_subscription_rel WHERE srsubstate <> 'r'",
    )
    return left.length > 0 ? `The tables were not copied to ${server.node.name}` : undefined
  }, limitMs)
}

/** Lets who replicates read tables, for to copy them is to ask for their rows. */
export async function letCopy(server: PostgresServer, tables: readonly string[]): Promise<void> {
  const { user } = server.roles.replicator
  await server.query(`GRANT SELECT ON ${tables.join(', ')} TO ${user}`)
}
