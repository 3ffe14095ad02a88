import { topology, type Layout } from '../topology.ts'
import { claimsOf } from './claims.ts'
import { Bidirectional } from './cluster.ts'
import { checkersOf, askedOfEach } from './judged.ts'
import { matrix } from './matrix.ts'
import { options, serversOf, type BidirectionalOptions } from './options.ts'

export const bidirectional = topology({
  name: 'bidirectional',
  about:
    'servers that all take writes and send each other the rows that they changed, by logical replication both ways',
  options,
  label: ({ nodes, afterDeath }) =>
    [`${nodes} servers`, ...(afterDeath === 'replace' ? ['the dead replaced'] : [])].join(', '),
  layout: layoutOf,
  refuses({ work }, { nodes, afterDeath }) {
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

function layoutOf(given: BidirectionalOptions): Layout {
  const servers = serversOf(given)
  return {
    nodes: servers.map((name) => ({ name, role: 'server' })),
    links: servers.flatMap((to) => [
      { from: 'clients', to, group: 'clients' },
      ...servers.filter((from) => from !== to).map((from) => ({ from, to, group: 'replication' })),
    ]),
    needs: ['kill', 'exec'],
  }
}
