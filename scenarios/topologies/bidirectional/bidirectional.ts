import { topology, type Layout } from '../topology.ts'
import { claimsOf } from './claims.ts'
import { Bidirectional } from './cluster.ts'
import { checkersOf, askedOfEach } from './judged.ts'
import { matrix } from './matrix.ts'
import { options, serversOf, type BidirectionalOptions } from './options.ts'

export const bidirectional = topology({
  name: 'bidirectional',
  about:
    'servers that all take writes and send each other the rows that they changed, by logical replication both ways or by pglogical',
  options,
  label: labelOf,
  layout: layoutOf,
  refuses({ work }, { nodes, by, conflicts, afterDeath }) {
    if (by === 'native' && conflicts !== undefined)
      return 'PostgreSQL itself has no policy for conflicts, so use --by pglogical, or leave out --conflicts'
    if (by !== 'native' && afterDeath === 'replace')
      return 'a server is made anew by PostgreSQL’s own subscriptions, so use --after-death replace with --by native'
    if (work.isolation !== undefined)
      return 'its transactions are of several rows, and what is seen and left of these where servers hear of each other late nobody judges here'
    if (nodes > 2 && afterDeath === 'replace')
      return 'a copy of one server need not have what another was sent, so use --after-death replace with two'
  },
  checkers: checkersOf,
  parts: (given) => askedOfEach(serversOf(given)),
  claims: claimsOf,
  matrix,
  start: Bidirectional.start,
})

function labelOf({ nodes, by, conflicts, afterDeath }: BidirectionalOptions): string {
  return [
    `${nodes} servers`,
    ...(by === 'native' ? [] : [[by, conflicts].filter(Boolean).join(' ')]),
    ...(afterDeath === 'replace' ? ['the dead replaced'] : []),
  ].join(', ')
}

function layoutOf(given: BidirectionalOptions): Layout {
  const servers = serversOf(given)
  return {
    nodes: servers.map((name) => ({ name, role: 'server' })),
    links: servers.flatMap((to) => [
      { from: 'clients', to, group: 'clients' },
      ...servers.filter((from) => from !== to).map((from) => ({ from, to, group: 'replication' })),
    ]),
    needs: ['kill', 'exec', ...(given.by === 'pglogical' ? (['pglogical'] as const) : [])],
  }
}
