import { STATS, HAPROXY } from '../../../services/haproxy/haproxy.ts'
import { PCP, POOL, POOLED } from '../../../services/pgpool/pgpool.ts'
import type { Layout } from '../../topology.ts'
import type { Balancing } from './balancer.ts'
import { ports } from './haproxy.ts'

type Part = Pick<Layout, 'nodes' | 'links' | 'needs'>

/** What there is beside the servers, for whoever balances on a machine of its own. */
export function machineOf(balance: Balancing, servers: readonly string[]): Part {
  if (balance === 'none' || balance === 'libpq') return { nodes: [], links: [], needs: [] }
  return balance === 'haproxy' ? haproxy(servers) : pgpool(servers)
}

function haproxy(servers: readonly string[]): Part {
  const listeners = [ports.write, ports.read]
  return {
    nodes: [{ name: HAPROXY, role: HAPROXY, ports: [...listeners, STATS] }],
    links: [
      ...listeners.map((port) => ({ from: 'clients', to: HAPROXY, port, group: 'clients' })),
      ...backends(HAPROXY, servers),
    ],
    needs: ['haproxy'],
  }
}

function pgpool(servers: readonly string[]): Part {
  return {
    nodes: [{ name: POOL, role: POOL, ports: [POOLED, PCP] }],
    links: [{ from: 'clients', to: POOL, group: 'clients' }, ...backends(POOL, servers)],
    needs: ['client-programs', 'pgpool'],
  }
}

function backends(from: string, servers: readonly string[]): Layout['links'] {
  return servers.map((to) => ({ from, to, group: 'backends', asClient: true }))
}
