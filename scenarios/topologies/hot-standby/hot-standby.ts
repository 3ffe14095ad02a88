import { z } from 'zod'
import { outsiders } from '../../../runner/network/shapes.ts'
import { topology, type Layout } from '../topology.ts'
import { claimsOf } from './claims.ts'
import { HotStandby } from './cluster.ts'
import { readers, readsJudged } from './reads.ts'

/** `async`: nobody is waited for; the others are the levels of synchronous_commit with standbys named to wait for. */
export const syncModes = ['async', 'local', 'remote_write', 'on', 'remote_apply'] as const

const options = z.object({
  sync: z
    .enum(syncModes)
    .default('async')
    .describe('what a commit waits for: async, local, remote_write, on or remote_apply'),
  standbys: z.coerce
    .number()
    .int()
    .min(1)
    .max(8)
    .default(2)
    .describe('standbys beside the primary'),
  reads: z
    .enum(readers)
    .default('primary')
    .describe('who answers reads: primary, standbys, or any node'),
})

/** The first is the primary to begin with. */
const namesOf = (standbys: number) => Array.from({ length: standbys + 1 }, (_, i) => `n${i + 1}`)

export const hotStandby = topology({
  name: 'hot-standby',
  about: 'streaming replication from one primary to standbys that answer read-only queries',
  options,
  label: ({ sync, reads }) =>
    `${sync === 'async' ? sync : `sync ${sync}`}${reads === 'primary' ? '' : `, reads ${reads}`}`,
  layout: ({ standbys }) => layoutOf(namesOf(standbys)),
  refuses: ({ work: { isolation } }, { reads }) =>
    isolation === 'serializable' && reads !== 'primary'
      ? 'a standby takes no serializable transactions, so use --isolation repeatable-read, or --reads primary'
      : undefined,
  checkers(workload, { reads, standbys }) {
    const [primary] = namesOf(standbys)
    return reads === 'primary' ? workload.checkers() : readsJudged(workload, primary)
  },
  claims: ({ sync, standbys, reads }, workload) =>
    claimsOf(sync, namesOf(standbys), reads, workload),
  start: (site, { sync, reads }) =>
    HotStandby.start(site, { commit: sync === 'async' ? undefined : sync, reads }),
})

/** Any standby may come to stream from any other node. */
function layoutOf(names: readonly string[]): Layout {
  return {
    nodes: names.map((name, i) => ({ name, role: i === 0 ? 'primary' : 'standby' })),
    links: names.flatMap((to) => [
      ...outsiders.map((from) => ({ from, to, group: from })),
      ...names.filter((from) => from !== to).map((from) => ({ from, to, group: 'replication' })),
    ]),
    needs: ['kill', 'exec'],
  }
}
