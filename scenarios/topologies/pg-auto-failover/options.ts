import { z } from 'zod'
import { MONITOR } from '../../services/pg-auto-failover/monitor.ts'
import { failoverLimitMs, timings } from '../../services/pg-auto-failover/timing.ts'
import { direct, directPairs } from '../direct-links.ts'
import type { Layout } from '../topology.ts'

/** What pg_auto_failover gives to all, so that whoever is furthest is elected. */
const PRIORITY = 50

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
  firstPriority: z.coerce
    .number()
    .int()
    .min(0)
    .max(100)
    .default(PRIORITY)
    .describe(
      `candidate priority of n1, by which it is elected before others, or never; theirs is ${PRIORITY}`,
    ),
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

export function priorityOf(name: string, given: PgAutoFailoverOptions): number {
  return name === serversOf(given)[0] ? given.firstPriority : PRIORITY
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
  const { standbys, sync, firstPriority, timing } = given
  const waits = sync === 'off' ? 'async' : `sync standbys ${syncStandbysOf(given)}`
  const unequal = firstPriority === PRIORITY ? [] : [`n1 with priority ${firstPriority}`]
  const usual = timing === 'usual' ? ['usual timing'] : []
  return [`${standbys} standbys`, waits, ...unequal, ...usual].join(', ')
}
