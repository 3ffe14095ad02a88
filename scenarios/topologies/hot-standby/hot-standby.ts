import { outsiders } from '../../../runner/network/shapes.ts'
import { defaultPolicy } from '../../../runner/operator.ts'
import { diskLabels } from '../../databases/postgres/disk-options.ts'
import { textOf } from '../../databases/postgres/sync-names.ts'
import { topology, type Layout } from '../topology.ts'
import { claimsOf } from './claims.ts'
import { HotStandby } from './cluster.ts'
import { matrix } from './matrix.ts'
import {
  nodesOf,
  options,
  syncNamesOf,
  waitsForStandbys,
  type HotStandbyOptions,
} from './options.ts'
import { readsJudged } from './reads.ts'

export const hotStandby = topology({
  name: 'hot-standby',
  about: 'streaming replication from one primary to standbys that answer read-only queries',
  options,
  label: labelOf,
  layout: layoutOf,
  refuses: ({ work: { isolation } }, { reads }) =>
    isolation === 'serializable' && reads !== 'primary'
      ? 'a standby takes no serializable transactions, so use --isolation repeatable-read, or --reads primary'
      : undefined,
  checkers(workload, given) {
    const [primary] = nodesOf(given)
    return given.reads === 'primary' ? workload.checkers() : readsJudged(workload, primary)
  },
  claims: claimsOf,
  matrix,
  start: HotStandby.start,
})

function labelOf(given: HotStandbyOptions): string {
  const { sync, cascade, slots, rejoin, reads, fence, choose, applyDelay } = given
  const names = given.syncNames === undefined ? undefined : syncNamesOf(given)
  return [
    sync === 'async' ? sync : `sync ${sync}`,
    ...(names ? [textOf(names)] : []),
    ...(cascade === 'yes' ? ['cascade'] : []),
    ...(slots === 'yes' ? ['slots'] : []),
    ...(rejoin === 'rewind' ? ['rewind'] : []),
    ...(reads === 'primary' ? [] : [`reads ${reads}`]),
    ...(applyDelay > 0 ? [`apply delay ${applyDelay} ms`] : []),
    ...(fence === defaultPolicy.fence ? [] : [fence === 'no' ? 'no fencing' : 'waits for the end']),
    ...(choose === 'most-advanced' ? [] : [choose]),
    ...diskLabels(given),
  ].join(', ')
}

/** Any standby may come to stream from any other node. */
function layoutOf(given: HotStandbyOptions): Layout {
  const names = nodesOf(given)
  const { patience: failures, fence, rejoin } = given
  return {
    nodes: names.map((name, i) => ({ name, role: i === 0 ? 'primary' : 'standby' })),
    links: names.flatMap((to) => [
      ...outsiders.map((from) => ({ from, to, group: from })),
      ...names.filter((from) => from !== to).map((from) => ({ from, to, group: 'replication' })),
    ]),
    needs: ['kill', 'exec', ...(rejoin === 'rewind' ? (['client-programs'] as const) : [])],
    operator: { ...defaultPolicy, failures, fence },
    waits: waitsForStandbys(given),
    slots: given.slots === 'yes',
  }
}
