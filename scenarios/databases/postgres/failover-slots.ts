import type { PostgresServer } from './server.ts'
import { until } from './until.ts'

/** Of a standby that keeps a copy of the slots of its primary's subscribers, so that these can go on with it. */
export const copiesSlots = { sync_replication_slots: 'on' }

/** Of a subscription whose slot is copied so; what it confirms is on the subscriber's own standby, for it won't be sent again. */
export const keptByStandby: Record<string, string> = { failover: 'true', synchronous_commit: 'on' }

/** With these a server's subscribers get nothing that its standby of this name has not got; '' is nobody. */
export const waitsFor = (standby: string) => ({
  synchronous_standby_names: standby,
  synchronized_standby_slots: standby,
})

/**
 * Returns when a standby has every slot of the primary's subscribers for good, so that these can go on with it. It
 * copies one once that has come as far as the standby's own transactions, which a snapshot in WAL brings about.
 */
export async function slotsFollow(
  primary: PostgresServer,
  standby: PostgresServer,
  limitMs: number,
): Promise<void> {
  const count = async (server: PostgresServer, more = '') => {
    const text = `SELECT count(*)::int AS slots FROM pg_replication_slots WHERE slot_type = 'logical' ${more}`
    const [{ slots }] = await server.query<{ slots: number }>(text)
    return slots
  }
  await until(async () => {
    const wanted = await count(primary)
    if ((await count(standby, 'AND synced AND NOT temporary')) === wanted) return undefined
    await primary.tellTransactions()
    return `Standby ${standby.node.name} did not copy the slots of ${primary.node.name}`
  }, limitMs)
}
