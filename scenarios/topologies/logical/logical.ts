import { divergence } from '../../../checkers/divergence/divergence.ts'
import { outsiders } from '../../../runner/network/shapes.ts'
import { readsJudged } from '../hot-standby/reads.ts'
import { topology, type Layout } from '../topology.ts'
import { claimsOf } from './claims.ts'
import { Logical } from './cluster.ts'
import { matrix } from './matrix.ts'
import { nodesOf, options, roleOf, subscribersOf, type LogicalOptions } from './options.ts'
import { LogicalWithStandby } from './with-standby.ts'

export const logical = topology({
  name: 'logical',
  about: 'logical replication: one primary publishes tables, and subscribers apply what it writes',
  options,
  label: labelOf,
  layout: layoutOf,
  refuses: ({ work, isolation }, { reads }) =>
    work.isolation === 'serializable' && isolation?.check === 'list-append' && reads !== 'primary'
      ? 'a subscriber’s reads are serializable beside nobody’s writes, so use --isolation repeatable-read, or --reads primary'
      : undefined,
  checkers(workload, given) {
    const nodes = nodesOf(given)
    const judging =
      given.reads === 'primary' ? workload.checkers() : readsJudged(workload, nodes[0])
    return judging.map((each) => (each.name === 'divergence' ? divergence({ nodes }) : each))
  },
  claims: claimsOf,
  matrix,
  start: (site, given) =>
    (given.failover === 'standby' ? LogicalWithStandby : Logical).start(site, given),
})

function labelOf(given: LogicalOptions): string {
  const { sync, applyCommit, reads, writes, failover, standbySlots, identity } = given
  return [
    sync === 'async' ? sync : `sync ${sync}`,
    ...(applyCommit === 'off' ? [] : [`apply ${applyCommit}`]),
    ...(failover === 'subscriber' ? [] : ['failover slots']),
    ...(standbySlots === 'yes' ? [] : ['no standby slots']),
    ...(reads === 'primary' ? [] : [`reads ${reads}`]),
    ...(writes === 'primary' ? [] : ['writes any']),
    ...(identity === 'default' ? [] : [`identity ${identity}`]),
  ].join(', ')
}

/** Any subscriber may come to subscribe to any other node. */
function layoutOf(given: LogicalOptions): Layout {
  const names = nodesOf(given)
  const isStandby = (name: string) => roleOf(name, given) === 'standby'
  return {
    nodes: names.map((name) => ({ name, role: roleOf(name, given) })),
    links: names.flatMap((to) => [
      ...outsiders.map((from) => ({ from, to, group: from })),
      ...names
        .filter((from) => from !== to)
        .map((from) => ({ from, to, group: isStandby(from) ? 'standbys' : 'replication' })),
    ]),
    needs: ['kill', 'exec'],
    writable: subscribersOf(given),
    handsOver: given.failover === 'subscriber',
    waits: given.sync !== 'async',
  }
}
