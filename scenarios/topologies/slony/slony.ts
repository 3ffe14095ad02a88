import { divergence } from '../../../checkers/divergence/divergence.ts'
import { outsiders } from '../../../runner/network/shapes.ts'
import { defaultPolicy } from '../../../runner/operator.ts'
import { SLON } from '../../services/slony/slon.ts'
import { readsJudged } from '../hot-standby/reads.ts'
import { topology, type Layout } from '../topology.ts'
import { claimsOf } from './claims.ts'
import { Slony } from './cluster.ts'
import { matrix } from './matrix.ts'
import { daemonOf, options, serversOf, type SlonyOptions } from './options.ts'
import { SUBSCRIBER } from './reach.ts'

/** A fault comes after a quarter of it, and a failover is over long before the rest, whoever starts workers anew. */
const LOAD_SECONDS = { signal: 24, wait: 80 }

export const slony = topology({
  name: 'slony',
  about: 'tables of a set, whose rows daemons bring from an origin to its subscribers in batches',
  options,
  label: labelOf,
  layout: layoutOf,
  refuses: ({ work: { isolation } }, { reads }) =>
    isolation === 'serializable' && reads !== 'primary'
      ? 'a subscriber’s reads are serializable beside nobody’s writes, so use --isolation repeatable-read, or --reads primary'
      : undefined,
  checkers(workload, given) {
    const nodes = serversOf(given)
    const judging =
      given.reads === 'primary' ? workload.checkers() : readsJudged(workload, nodes[0])
    // A daemon has no copy to read.
    return judging.map((each) => (each.name === 'divergence' ? divergence({ nodes }) : each))
  },
  claims: claimsOf,
  matrix,
  start: Slony.start,
})

function labelOf({ syncInterval, workerRestart, setTables, reads, rejoin }: SlonyOptions): string {
  return [
    `SYNC every ${syncInterval} ms`,
    ...(workerRestart === 'signal' ? [] : ['workers wait']),
    ...(setTables === undefined ? [] : [`set ${setTables}`]),
    ...(reads === 'primary' ? [] : [`reads ${reads}`]),
    ...(rejoin === 'anew' ? [] : ['origin as it was']),
  ].join(', ')
}

/** Any server may come to be the origin, and a daemon fetches from any other's. */
function layoutOf(given: SlonyOptions): Layout {
  const servers = serversOf(given)
  return {
    nodes: [
      ...servers.map((name, i) => ({ name, role: i === 0 ? 'primary' : SUBSCRIBER })),
      ...servers.map((name) => ({ name: daemonOf(name), role: SLON, ports: [] })),
    ],
    links: servers.flatMap((to) => [
      ...outsiders.map((from) => ({ from, to, group: from })),
      ...servers.map((of) => ({
        from: daemonOf(of),
        to,
        group: of === to ? 'own-server' : 'replication',
      })),
    ]),
    needs: ['kill', 'exec', 'slony'],
    operator: { ...defaultPolicy, failures: given.patience },
    handsOver: true,
    loadSeconds: LOAD_SECONDS[given.workerRestart],
    limitsMs: { recover: 120_000 },
  }
}
