import { z } from 'zod'

export const options = z.object({
  nodes: z.coerce.number().int().min(2).max(4).default(2).describe('servers that each hold all'),
  commit: z
    .enum(['two-phase', 'plain'])
    .default('two-phase')
    .describe('plain: each server commits by itself, one after the other'),
})

export type BroadcastOptions = z.output<typeof options>

export function labelOf({ nodes, commit }: BroadcastOptions): string {
  return `${nodes} servers, ${commit} commit`
}
