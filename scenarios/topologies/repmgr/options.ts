import { z } from 'zod'
import { leastTimeMs } from '../../../runner/plan.ts'
import { SETTINGS } from '../../services/repmgr/settings.ts'
import { failoverLimitMs, timings } from '../../services/repmgr/timing.ts'
import { direct, directPairs } from '../direct-links.ts'
import type { Layout } from '../topology.ts'

const yesNo = z.enum(['yes', 'no'])

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
    .describe('whether commits wait for any one standby (synchronous_standby_names, alike on all)'),
  witness: yesNo
    .default('no')
    .describe('yes: a server without a copy is asked too where the primary is gone'),
  consensus: yesNo
    .default('no')
    .describe(
      'yes: nobody is promoted while another node still sees the primary (primary_visibility_consensus)',
    ),
  oldPrimary: z
    .enum(['starts', 'rejoins', 'fenced'])
    .default('rejoins')
    .describe(
      'what becomes of one that died: its machine starts it as it was; it comes back by node rejoin; or its power is cut before another is promoted, and then the same',
    ),
  timing: z
    .enum(timings)
    .default('quick')
    .describe('how soon a primary is given up: quick, or usual as repmgr comes'),
})

export type RepmgrOptions = z.output<typeof described>

/** A consensus is of others than the one that is to be promoted. */
export const options = described.superRefine(({ standbys, witness, consensus }, { addIssue }) => {
  if (consensus === 'no' || standbys > 1 || witness === 'yes') return
  const message = 'wants another standby or --witness yes, for there is nobody else to ask'
  addIssue({ code: 'custom', path: ['consensus'], message })
})

export const WITNESS = 'witness'

/** The first is the primary to begin with. */
export function serversOf({ standbys }: Pick<RepmgrOptions, 'standbys'>): string[] {
  return Array.from({ length: standbys + 1 }, (_, i) => `n${i + 1}`)
}

/** Servers are known to all by one address each, so that no proxy can stand between them. */
export function layoutOf(given: RepmgrOptions): Layout {
  const servers = serversOf(given)
  const hasWitness = given.witness === 'yes'
  const patienceMs = failoverLimitMs(given.timing)
  return {
    nodes: [
      ...servers.map((name, i) => ({ name, role: i === 0 ? 'primary' : 'standby' })),
      // It takes no clients, and so has no port by which faults find a database.
      ...(hasWitness ? [{ name: WITNESS, role: WITNESS, ports: [WITNESS] }] : []),
    ],
    links: [
      ...servers.map((to) => ({ from: 'clients', to, group: 'clients' })),
      ...directPairs(servers, 'replication'),
      ...(hasWitness ? servers.map((from) => direct(from, WITNESS, WITNESS)) : []),
    ],
    needs: ['kill', 'exec', 'client-programs', 'packet-filter', 'repmgr'],
    handsOver: true,
    manager: { patienceMs, process: SETTINGS, isApart: true },
    limitsMs: { start: 120_000, recover: 120_000 },
    loadSeconds: Math.ceil(leastTimeMs([{ leadMs: 400 }], patienceMs) / 1000),
  }
}

export function labelOf({
  standbys,
  sync,
  witness,
  consensus,
  oldPrimary,
  timing,
}: RepmgrOptions): string {
  return [
    standbys === 1 ? '1 standby' : `${standbys} standbys`,
    `sync ${sync}`,
    ...(witness === 'yes' ? ['witness'] : []),
    ...(consensus === 'yes' ? ['consensus'] : []),
    ...(oldPrimary === 'rejoins' ? [] : [`old primary ${oldPrimary}`]),
    ...(timing === 'usual' ? ['usual timing'] : []),
  ].join(', ')
}
