import { z } from 'zod'
import { PCP, POOL, POOLED } from '../../services/pgpool/pgpool.ts'
import type { Layout } from '../topology.ts'
import { serversOf } from '../two-phase/options.ts'

export const options = z.object({
  nodes: z.coerce.number().int().min(2).max(3).default(2).describe('servers that each hold all'),
  mode: z
    .enum(['native', 'snapshot-isolation'])
    .default('native')
    .describe(
      'snapshot-isolation: transactions take their snapshots between the commits of others, on all servers',
    ),
  rejoin: z
    .enum(['copy', 'recovery', 'attach'])
    .default('copy')
    .describe(
      'how a server that was let go comes back: with a copy of another while nobody writes, by online recovery while clients go on, or as it is',
    ),
})

export type PgpoolOptions = z.output<typeof options>

/** Servers reach each other only to be copied. */
export function layoutOf({ nodes, rejoin }: PgpoolOptions): Layout {
  const servers = serversOf({ nodes })
  const copying = servers.flatMap((from) =>
    servers.filter((to) => to !== from).map((to) => ({ from, to, group: 'copies' })),
  )
  return {
    nodes: [
      ...servers.map((name) => ({ name, role: 'server' })),
      { name: POOL, role: POOL, ports: [POOLED, PCP] },
    ],
    links: [
      { from: 'clients', to: POOL, group: 'clients' },
      ...servers.flatMap((to) => [
        { from: 'clients', to, group: 'clients' },
        { from: POOL, to, group: 'backends', asClient: true as const },
      ]),
      ...(rejoin === 'attach' ? [] : copying),
    ],
    needs: ['kill', 'exec', 'client-programs', 'pgpool'],
  }
}

export function labelOf({ nodes, mode, rejoin }: PgpoolOptions): string {
  const others = rejoin === 'copy' ? [] : [`rejoin ${rejoin}`]
  return [`${nodes} servers`, mode.replace('-', ' '), ...others].join(', ')
}
