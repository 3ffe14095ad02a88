import type { MariaConnection } from './connect.ts'
import { statusOf } from './status.ts'

/** What a server says of its place in its cluster. */
export interface Membership {
  /** Whether it belongs to those that may go on. */
  isPrimary: boolean
  /** Whether it takes statements, being up to date. */
  isSynced: boolean
  /** How many it sees with it, itself included. */
  size: number
  /** The last transaction of the cluster that it has committed, by its number. */
  committed: number
  /** Which view of the cluster it has. */
  view: string
  /** Transactions that have come to it, and that it has not applied yet. */
  queued: number
  /** For how long in all it has sent none, because some server was to catch up. */
  pausedMs: number
}

const names = [
  'wsrep_cluster_status',
  'wsrep_ready',
  'wsrep_local_state_comment',
  'wsrep_cluster_size',
  'wsrep_last_committed',
  'wsrep_cluster_conf_id',
  'wsrep_cluster_state_uuid',
  'wsrep_local_recv_queue',
  'wsrep_flow_control_paused_ns',
]

export async function membership(connection: MariaConnection): Promise<Membership> {
  const told = await statusOf(connection, names)
  const is = (name: string, value: string) => told.get(name) === value
  const isPrimary = is('wsrep_cluster_status', 'Primary')
  return {
    isPrimary,
    isSynced: isPrimary && is('wsrep_ready', 'ON') && is('wsrep_local_state_comment', 'Synced'),
    size: Number(told.get('wsrep_cluster_size')),
    committed: Number(told.get('wsrep_last_committed')),
    view: `${told.get('wsrep_cluster_state_uuid')}:${told.get('wsrep_cluster_conf_id')}`,
    queued: Number(told.get('wsrep_local_recv_queue')),
    pausedMs: Number(told.get('wsrep_flow_control_paused_ns')) / 1e6,
  }
}
