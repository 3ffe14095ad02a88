import { z } from 'zod'
import { divergence } from '../../../checkers/divergence/divergence.ts'
import { defaultPolicy, type Fencing } from '../../../runner/operator.ts'
import { readsJudged } from '../hot-standby/reads.ts'
import { topology, type Layout } from '../topology.ts'
import { claimsOf } from './claims.ts'
import { External } from './cluster.ts'
import { description, example, isWatched, type Description } from './description.ts'

const RECOVER_LIMIT_MS = 180_000

const options = z.object({
  cluster: description
    .default(example)
    .describe('your servers, and what may be done to them: docs/topologies/external.md'),
})

export const external = topology({
  name: 'external',
  about: 'servers of your own, as a file tells: their DSNs, and hooks by which they are broken',
  options,
  label: ({ cluster: { protocol, sync } }) =>
    sync === 'async' ? protocol : `${protocol}, sync ${sync}`,
  layout: ({ cluster }) => layoutOf(cluster),
  refuses: ({ onlyPostgres, work: { isolation } }, { cluster: { protocol, nodes } }) => {
    if (onlyPostgres && protocol === 'mysql')
      return 'it calls functions of PostgreSQL, so use another workload'
    return isolation === 'serializable' && nodes.some(({ name }) => name === 'read')
      ? 'a standby takes no serializable transactions, so use --isolation repeatable-read, or leave read out of the cluster file'
      : undefined
  },
  checkers(workload, { cluster: { nodes } }) {
    const [primary] = nodes
    const reads = nodes.some(({ name }) => name === 'read')
    const judging = reads ? readsJudged(workload, primary.name) : workload.checkers()
    return judging.map((each) =>
      each.name === 'divergence' ? divergence({ nodes: askedIn(nodes) }) : each,
    )
  },
  claims: ({ cluster }, workload) => claimsOf(cluster, workload),
  start: (site, { cluster }) => External.start(site, cluster),
})

/** The servers that have an address of their own. */
function askedIn(nodes: Description['nodes']): string[] {
  return nodes.filter(({ role, dsn }) => role !== 'proxy' && dsn).map(({ name }) => name)
}

function layoutOf(cluster: Description): Layout {
  const { nodes, protocol, promotes } = cluster
  const ways = nodes.filter(({ role }) => role === 'proxy').map(({ name }) => name)
  const asked = askedIn(nodes)
  const clients = ways.includes('write') ? ways : [...asked, ...ways]
  const spoken = protocol === 'mysql' ? { protocol } : {}
  const linksFrom = (from: string, to: readonly string[]) =>
    to.map((each) => ({ from, to: each, group: from, ...spoken }))
  return {
    // No fault that asks a server as its administrator has anything to do here.
    nodes: nodes.map(({ name, role, able }) => ({ name, role, able, ports: ['dsn'] })),
    links: [
      ...linksFrom('clients', clients),
      ...(isWatched(cluster) ? linksFrom('operator', asked) : []),
    ],
    needs: ['hooks'],
    operator: { ...defaultPolicy, fence: promotes ? fenceOf(cluster) : 'no' },
    foreign: true,
    limitsMs: { recover: RECOVER_LIMIT_MS },
  }
}

/** Whoever can't be ended is not promoted beside: its end is waited for. */
function fenceOf({ nodes }: Description): Fencing {
  const servers = nodes.filter(({ role }) => role !== 'proxy')
  return servers.every(({ able }) => able.includes('kill')) ? 'yes' : 'wait'
}
