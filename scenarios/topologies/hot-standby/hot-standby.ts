import { divergence } from '../../../checkers/divergence/divergence.ts'
import { outsiders } from '../../../runner/network/shapes.ts'
import { defaultPolicy } from '../../../runner/operator.ts'
import { diskLabels, diskNeeds, onItsDisk } from '../../databases/postgres/disk-options.ts'
import { textOf } from '../../databases/postgres/sync-names.ts'
import { ARCHIVE } from '../../services/archive/archive.ts'
import { topology, type Layout } from '../topology.ts'
import { ArchivedHotStandby } from './archived.ts'
import { claimsOf } from './claims.ts'
import { HotStandby } from './cluster.ts'
import { machineOf } from './balancing/layout.ts'
import { balancingLabels } from './balancing/options.ts'
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
    const nodes = nodesOf(given)
    const [primary] = nodes
    const judging = given.reads === 'primary' ? workload.checkers() : readsJudged(workload, primary)
    // An archive has no copy to read.
    return judging.map((each) => (each.name === 'divergence' ? divergence({ nodes }) : each))
  },
  claims: claimsOf,
  matrix,
  start: (site, given) =>
    (given.archive === 'no' ? HotStandby : ArchivedHotStandby).start(site, given),
})

function labelOf(given: HotStandbyOptions): string {
  const { sync, cascade, slots, archive, rejoin, fence, choose, applyDelay } = given
  const names = given.syncNames === undefined ? undefined : syncNamesOf(given)
  return [
    sync === 'async' ? sync : `sync ${sync}`,
    ...(names ? [textOf(names)] : []),
    ...(cascade === 'yes' ? ['cascade'] : []),
    ...(slots === 'yes' ? ['slots'] : []),
    ...(archive === 'no' ? [] : [`archive ${archive}`]),
    ...(rejoin === 'rewind' ? ['rewind'] : []),
    ...balancingLabels(given),
    ...(applyDelay > 0 ? [`apply delay ${applyDelay} ms`] : []),
    ...(fence === defaultPolicy.fence ? [] : [fence === 'no' ? 'no fencing' : 'waits for the end']),
    ...(choose === 'most-advanced' ? [] : [choose]),
    ...diskLabels(given),
  ].join(', ')
}

/** Any standby may come to stream from any other node. */
function layoutOf(given: HotStandbyOptions): Layout {
  const names = nodesOf(given)
  const { patience: failures, fence, rejoin, archive } = given
  const servers = names.map((name, i) =>
    onItsDisk({ name, role: i === 0 ? 'primary' : 'standby' }, given),
  )
  const links = names.flatMap((to) => [
    ...outsiders.map((from) => ({ from, to, group: from })),
    ...names.filter((from) => from !== to).map((from) => ({ from, to, group: 'replication' })),
  ])
  const shipping = names.map((from) => ({ from, to: ARCHIVE, group: ARCHIVE }))
  const archives = archive === 'no' ? [] : [{ name: ARCHIVE, role: ARCHIVE, ports: ['wal'] }]
  const machine = machineOf(given.balance, names)
  return {
    nodes: [...servers, ...archives, ...machine.nodes],
    links: [...links, ...(archive === 'no' ? [] : shipping), ...machine.links],
    needs: [
      'kill',
      'exec',
      ...machine.needs,
      ...(rejoin === 'rewind' ? (['client-programs'] as const) : []),
      ...diskNeeds(given),
    ],
    operator: { ...defaultPolicy, failures, fence },
    waits: waitsForStandbys(given),
    slots: given.slots === 'yes',
    rewinds: rejoin === 'rewind',
  }
}
