import { z } from 'zod'
import type { Layout } from '../topology.ts'
import { COORDINATOR, Shards } from './shards.ts'

export const options = z.object({
  shards: z.coerce
    .number()
    .int()
    .min(2)
    .max(4)
    .default(3)
    .describe('servers that each have a part of the rows'),
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

export function labelOf({ shards, commit, async }: ParallelQueryOptions): string {
  return [
    `${shards} shards`,
    ...(commit === 'one-phase' ? [] : [commit]),
    ...(async === 'on' ? [] : ['one after another']),
  ].join(', ')
}

/** Clients are at the coordinator, and at the shards too where they commit there themselves. */
export function layoutOf({ shards, commit }: ParallelQueryOptions): Layout {
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
    needs: ['kill', 'exec'],
  }
}
