import { z } from 'zod'
import type { LinkSpec } from '../../../runner/network/link.ts'
import { directPairs } from '../direct-links.ts'
import type { Layout } from '../topology.ts'

/** Galera’s own, for one server alone. */
export const USUAL_LIMIT = 16

export const options = z.object({
  nodes: z.coerce.number().int().min(2).max(5).default(3).describe('servers that all take writes'),
  syncWait: z
    .enum(['0', '1'])
    .default('0')
    .describe(
      '1: a read waits until its node has applied what was committed before (wsrep_sync_wait)',
    ),
  flushLog: z
    .enum(['0', '1', '2'])
    .default('1')
    .describe(
      'what a commit waits for on its node: 1 its disk, 2 its system, 0 nothing (innodb_flush_log_at_trx_commit)',
    ),
  snapshotIsolation: z
    .enum(['on', 'off'])
    .default('on')
    .describe(
      'off: at repeatable-read a transaction may change a row that another changed since its snapshot (innodb_snapshot_isolation)',
    ),
  flowControlLimit: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(USUAL_LIMIT)
    .describe(
      'transactions that may wait to be applied on a server, times the root of the number of servers, before all wait for it (gcs.fc_limit)',
    ),
})

export type GaleraOptions = z.output<typeof options>

/** Where clients come to; none that asks for PostgreSQL’s port means it. */
export const CLIENTS_PORT = 'mysql'
/** Where members listen for each other, take transactions that they missed, and take another's data as a whole. */
export const peerPorts = ['group', 'missed', 'whole'] as const

export function serversOf({ nodes }: Pick<GaleraOptions, 'nodes'>): string[] {
  return Array.from({ length: nodes }, (_, i) => `n${i + 1}`)
}

/**
 * Members tell each other where they listen, and know each other by whence they come, so that no proxy can stand in
 * between: a link is all that two of them send each other.
 */
export function layoutOf(given: GaleraOptions): Layout {
  const servers = serversOf(given)
  return {
    nodes: servers.map((name) => ({ name, role: 'server', ports: [CLIENTS_PORT, ...peerPorts] })),
    links: [...servers.map(clientsOf), ...directPairs(servers, 'replication')],
    needs: ['kill', 'exec', 'mariadb', 'packet-filter'],
    limitsMs: { start: 90_000, recover: 120_000 },
  }
}

function clientsOf(to: string): LinkSpec {
  return { from: 'clients', to, group: 'clients', protocol: 'mysql' }
}

export function labelOf({
  nodes,
  syncWait,
  flushLog,
  snapshotIsolation,
  flowControlLimit,
}: GaleraOptions): string {
  const others = [
    ...(flushLog === '1' ? [] : [`flush log ${flushLog}`]),
    ...(snapshotIsolation === 'on' ? [] : ['snapshot isolation off']),
    ...(flowControlLimit === USUAL_LIMIT ? [] : [`flow control limit ${flowControlLimit}`]),
  ]
  return [`${nodes} servers`, `sync wait ${syncWait}`, ...others].join(', ')
}
