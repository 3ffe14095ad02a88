import type { NodeState } from '../../../runner/results.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { stateOf } from '../../databases/postgres/states.ts'

type State = Omit<NodeState, 'timeNs'>

const confirmed = `
  SELECT slot_name AS name, confirmed_flush_lsn - '0/0' AS lsn, pg_current_wal_lsn() - confirmed_flush_lsn AS lag
  FROM pg_replication_slots WHERE slot_type = 'logical' AND confirmed_flush_lsn IS NOT NULL`

/** The subscribers' roles, and how far each has confirmed to its publisher what that wrote. */
export async function statesOfSubscribers(
  publisher: PostgresServer,
  subscribers: readonly PostgresServer[],
): Promise<State[]> {
  const slots = await publisher
    .look<{ name: string; lsn: string; lag: string }>(confirmed)
    .catch(() => [])
  return Promise.all(
    subscribers.map(async (server) => {
      const { node, role } = await stateOf(server, 'subscriber')
      const slot = slots.find(({ name }) => name === node)
      if (role === 'down' || slot === undefined) return { node, role }
      return { node, role, lsnBytes: Number(slot.lsn), lagBytes: Math.max(0, Number(slot.lag)) }
    }),
  )
}
