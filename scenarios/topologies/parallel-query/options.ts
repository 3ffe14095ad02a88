import { z } from 'zod'
import type { Layout } from '../topology.ts'
import { COORDINATOR, Shards } from './shards.ts'
import { askingOf } from './ways.ts'

export const options = z.object({
  shards: z.coerce
    .number()
    .int()
    .min(2)
    .max(4)
    .default(3)
    .describe('servers that each have a part of the rows'),
  by: z
    .enum(['fdw', 'plproxy'])
    .default('fdw')
    .describe(
      'how the coordinator asks shards: fdw (foreign tables, by postgres_fdw) or plproxy (functions, by PL/Proxy; containers)',
    ),
  commit: z
    .enum(['one-phase', 'two-phase'])
    .default('one-phase')
    .describe(
      'who commits on several shards: the coordinator, one after another, or clients themselves, prepared on each',
    ),
  async: z
    .enum(['on', 'off'])
    .default('on')
    .describe('off plants a defect: the coordinator asks one shard after another'),
})

export type ParallelQueryOptions = z.output<typeof options>

export function labelOf(given: ParallelQueryOptions): string {
  const { shards, commit, async } = given
  const { label } = askingOf(given)
  return [
    `${shards} shards`,
    ...(label === undefined ? [] : [label]),
    ...(commit === 'one-phase' ? [] : [commit]),
    ...(async === 'on' ? [] : ['one after another']),
  ].join(', ')
}

/** Clients are at the coordinator, and at the shards too where they commit there themselves. */
export function layoutOf(given: ParallelQueryOptions): Layout {
  const { shards, commit } = given
  const { names } = new Shards(shards)
  const toShards = commit === 'two-phase' ? names : []
  return {
    nodes: [
      ...names.map((name) => ({ name, role: 'shard' })),
      { name: COORDINATOR, role: COORDINATOR },
    ],
    links: [
      ...[COORDINATOR, ...toShards].map((to) => ({ from: 'clients', to, group: 'clients' })),
      ...names.map((to) => ({ from: COORDINATOR, to, group: 'parts', asClient: true as const })),
    ],
    needs: ['kill', 'exec', ...askingOf(given).needs],
  }
}
