import { z } from 'zod'
import { MONITOR } from '../../services/pg-auto-failover/monitor.ts'
import { failoverLimitMs, timings } from '../../services/pg-auto-failover/timing.ts'
import { direct, directPairs } from '../direct-links.ts'
import type { Layout } from '../topology.ts'

const described = z.object({
  standbys: z.coerce
    .number()
    .int()
    .min(1)
    .max(3)
    .default(2)
    .describe('standbys beside the primary'),
  sync: z
    .enum(['on', 'off'])
    .default('on')
    .describe('whether commits wait for standbys at all (replication quorum)'),
  syncStandbys: z.coerce
    .number()
    .int()
    .min(0)
    .max(2)
    .optional()
    .describe(
      'for how many of them (number_sync_standbys); 0: for one while the monitor takes any for healthy (default: 1, or 0 with one standby)',
    ),
  priorities: z
    .enum(['equal', 'rising'])
    .default('equal')
    .describe('who is elected (candidate priority): whoever is furthest, or the last by name'),
  timing: z
    .enum(timings)
    .default('quick')
    .describe('how soon a server is given up: quick, or usual as pg_auto_failover comes'),
})

export type PgAutoFailoverOptions = z.output<typeof described>

/** pg_auto_failover's own rule: there is always one more than a commit waits for. */
export const options = described.superRefine(({ standbys, syncStandbys, sync }, { addIssue }) => {
  const wrong = (message: string) => addIssue({ code: 'custom', path: ['syncStandbys'], message })
  if (syncStandbys === undefined) return
  if (sync === 'off') wrong('says nothing to --sync off')
  else if (syncStandbys > 0 && syncStandbys >= standbys)
    wrong(`wants ${syncStandbys + 1} standbys at least, and there are ${standbys}`)
})

/** The first is the primary to begin with. */
export function serversOf({ standbys }: Pick<PgAutoFailoverOptions, 'standbys'>): string[] {
  return Array.from({ length: standbys + 1 }, (_, i) => `n${i + 1}`)
}

/** For how many standbys a commit waits, as it is asked for or as pg_auto_failover has it. */
export function syncStandbysOf({
  standbys,
  sync,
  syncStandbys,
}: Pick<PgAutoFailoverOptions, 'standbys' | 'sync' | 'syncStandbys'>): number {
  if (sync === 'off') return 0
  return syncStandbys ?? (standbys > 1 ? 1 : 0)
}

/** Each server's candidate priority; 50 is what pg_auto_failover gives to all. */
export function priorityOf(name: string, given: PgAutoFailoverOptions): number {
  return 50 + (given.priorities === 'rising' ? serversOf(given).indexOf(name) : 0)
}

/** Servers are known to all by one address each, so that no proxy can stand between them. */
export function layoutOf(given: PgAutoFailoverOptions): Layout {
  const servers = serversOf(given)
  return {
    nodes: [
      ...servers.map((name, i) => ({ name, role: i === 0 ? 'primary' : 'standby' })),
      { name: MONITOR, role: MONITOR, ports: [MONITOR] },
    ],
    links: [
      ...servers.map((to) => ({ from: 'clients', to, group: 'clients' })),
      ...directPairs(servers, 'replication'),
      ...servers.map((from) => direct(from, MONITOR, MONITOR)),
    ],
    needs: ['kill', 'exec', 'client-programs', 'packet-filter', 'pg-auto-failover'],
    handsOver: true,
    manager: { patienceMs: failoverLimitMs(given.timing) },
    limitsMs: { start: 120_000, recover: 120_000 },
  }
}

export function labelOf(given: PgAutoFailoverOptions): string {
  const { standbys, sync, priorities, timing } = given
  const waits = sync === 'off' ? 'async' : `sync standbys ${syncStandbysOf(given)}`
  const unequal = priorities === 'rising' ? ['rising priorities'] : []
  const usual = timing === 'usual' ? ['usual timing'] : []
  return [`${standbys} standbys`, waits, ...unequal, ...usual].join(', ')
}
