import { z } from 'zod'
import type { LinkSpec } from '../../../runner/network/link.ts'
import { leastTimeMs } from '../../../runner/plan.ts'
import { CLIENT, DCS, PEER } from '../../services/etcd/etcd.ts'
import { HAPROXY, STATS } from '../../services/haproxy/haproxy.ts'
import { REST, SETTINGS } from '../../services/patroni/patroni.ts'
import { directPairs } from '../direct-links.ts'
import type { Layout } from '../topology.ts'

const onOff = z.enum(['on', 'off'])

export const options = z.object({
  standbys: z.coerce.number().int().min(1).max(3).default(2).describe('servers beside the primary'),
  dcs: z
    .enum(['1', '3'])
    .default('1')
    .describe('1 or 3 members of etcd, by whose majority a server leads'),
  synchronousMode: z
    .enum(['off', 'on', 'quorum'])
    .default('off')
    .describe(
      'on: commits wait for a standby, and no other may be promoted; quorum: for any of several',
    ),
  synchronousModeStrict: onOff
    .default('off')
    .describe('on: where no standby is left, commits wait instead of going on without one'),
  failsafe: onOff
    .default('off')
    .describe('on: without etcd a primary goes on that reaches all other members'),
  ttl: z.coerce
    .number()
    .int()
    .min(20)
    .max(300)
    .default(20)
    .describe('seconds after which a leader that was not heard of is none any more'),
  loopWait: z.coerce
    .number()
    .int()
    .min(1)
    .max(10)
    .default(1)
    .describe('seconds between two looks of a member at its server and at etcd'),
  retryTimeout: z.coerce
    .number()
    .int()
    .min(3)
    .max(5)
    .default(3)
    .describe('seconds in which a member tries to reach etcd or its server again'),
  maximumLagOnFailover: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 40)
    .default(2 ** 20)
    .describe('bytes of WAL by which a standby may be behind that is to lead'),
  route: z
    .enum(['haproxy', 'hosts', 'both'])
    .default('haproxy')
    .describe(
      'how clients find the primary: haproxy, which asks Patroni; hosts: past it, by asking the servers one after the other for each operation; both: half of them by either',
    ),
})

export type PatroniOptions = z.output<typeof options>

/** What HAProxy sends to the primary. */
export const PRIMARY = 'primary'

/** What a failover takes beyond the time for which the leader's lease is valid. */
const PROMOTION_SECONDS = 5

/** Within so many seconds another one takes writes. */
export function failoverSeconds({ ttl }: Pick<PatroniOptions, 'ttl'>): number {
  return ttl + PROMOTION_SECONDS
}

export function serversOf({ standbys }: Pick<PatroniOptions, 'standbys'>): string[] {
  return Array.from({ length: 1 + standbys }, (_, i) => `n${i + 1}`)
}

export function storesOf({ dcs }: Pick<PatroniOptions, 'dcs'>): string[] {
  return Array.from({ length: Number(dcs) }, (_, i) => `etcd${i + 1}`)
}

/**
 * Members tell each other one address where they are found, as those of etcd do, so that no proxy can stand between two of
 * them: such a link is all that they send each other.
 */
export function layoutOf(given: PatroniOptions): Layout {
  const [servers, stores] = [serversOf(given), storesOf(given)]
  const patienceMs = failoverSeconds(given) * 1000
  return {
    nodes: [
      ...servers.map((name, i) => ({
        name,
        role: i === 0 ? 'primary' : 'standby',
        ports: ['sql', REST],
      })),
      ...stores.map((name) => ({ name, role: DCS, ports: [CLIENT, PEER] })),
      { name: HAPROXY, role: HAPROXY, ports: [PRIMARY, STATS] },
    ],
    links: [
      { from: 'clients', to: HAPROXY, group: 'clients' },
      ...servers.flatMap((name): LinkSpec[] => [
        { from: 'clients', to: name, group: 'clients' },
        { from: HAPROXY, to: name, group: 'backends', asClient: true },
        { from: HAPROXY, to: name, port: REST, group: 'checks' },
        ...stores.map((store) => ({ from: name, to: store, group: DCS })),
      ]),
      ...directPairs(servers, 'replication'),
      ...directPairs(stores, 'peers'),
    ],
    needs: ['kill', 'exec', 'client-programs', 'haproxy', 'patroni', 'packet-filter'],
    manager: { patienceMs, process: SETTINGS },
    handsOver: true,
    limitsMs: { start: 120_000, recover: 2 * patienceMs + 60_000 },
    loadSeconds: Math.ceil(leastTimeMs([{ leadMs: 400 }], patienceMs) / 1000),
  }
}

export function labelOf(given: PatroniOptions): string {
  const { standbys, dcs, synchronousMode, synchronousModeStrict, failsafe, ttl, route } = given
  return [
    `${standbys === 1 ? '1 standby' : `${standbys} standbys`}`,
    `synchronous mode ${synchronousMode}`,
    ...(synchronousModeStrict === 'on' ? ['strict'] : []),
    ...(dcs === '3' ? ['3 etcd'] : []),
    ...(failsafe === 'on' ? ['failsafe'] : []),
    ...(ttl === 20 ? [] : [`ttl ${ttl}`]),
    ...(route === 'haproxy' ? [] : [`route ${route}`]),
  ].join(', ')
}
