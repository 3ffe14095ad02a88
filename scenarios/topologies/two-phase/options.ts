import { z } from 'zod'
import { COMMITS, COORDINATOR } from '../../services/coordinator/coordinator.ts'
import type { Layout } from '../topology.ts'

const switchOf = (about: string) => z.enum(['on', 'off']).default('on').describe(about)

export const options = z.object({
  nodes: z.coerce.number().int().min(2).max(4).default(2).describe('servers that each hold all'),
  ship: z
    .enum(['rows', 'statements'])
    .default('rows')
    .describe(
      'what reaches the other servers: the rows that a statement changed, or the statement',
    ),
  reads: z
    .enum(['settled', 'any'])
    .default('settled')
    .describe(
      'settled: reads see no commit that is half done; any: each client asks a server by itself, at any moment',
    ),
  maxPrepared: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(200)
    .describe('transactions that a server can hold prepared at once (max_prepared_transactions)'),
  commit: z
    .enum(['two-phase', 'one-phase'])
    .default('two-phase')
    .describe('one-phase plants a defect: each server commits by itself, one after the other'),
  coordinatorLog: switchOf('off plants a defect: decisions are kept on no disk'),
  recovery: switchOf('off plants a defect: what is in doubt after a crash is left so'),
})

export type TwoPhaseOptions = z.output<typeof options>

export function serversOf({ nodes }: Pick<TwoPhaseOptions, 'nodes'>): string[] {
  return Array.from({ length: nodes }, (_, i) => `n${i + 1}`)
}

/** No server reaches another: what is written goes by way of the coordinator. */
export function layoutOf(given: Pick<TwoPhaseOptions, 'nodes'>): Layout {
  const servers = serversOf(given)
  return {
    nodes: [
      ...servers.map((name) => ({ name, role: 'server' })),
      { name: COORDINATOR, role: COORDINATOR, ports: [COMMITS] },
    ],
    links: [
      { from: 'clients', to: COORDINATOR, group: 'clients' },
      ...servers.flatMap((to) => [
        { from: 'clients', to, group: 'clients' },
        { from: COORDINATOR, to, group: COMMITS },
      ]),
    ],
    needs: ['kill', 'exec', 'node'],
  }
}

/** What is not as it is by itself. */
export function labelOf({ nodes, ...given }: TwoPhaseOptions): string {
  const usual = options.parse({ nodes }) as Record<string, unknown>
  const others = Object.entries(given).filter(([name, value]) => value !== usual[name])
  const words = others.map(([name, value]) => `${spelt(name)} ${value}`)
  return [`${nodes} servers`, ...words].join(', ')
}

const spelt = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
