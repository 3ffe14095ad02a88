import { z } from 'zod'

export const options = z.object({
  nodes: z.coerce.number().int().min(2).max(4).default(2).describe('servers that all take writes'),
  afterDeath: z
    .enum(['return', 'replace'])
    .default('return')
    .describe(
      'a server that died: return (its disk is sound), or replace it by a new copy of the other',
    ),
})

export type BidirectionalOptions = z.output<typeof options>

export function serversOf({ nodes }: Pick<BidirectionalOptions, 'nodes'>): string[] {
  return Array.from({ length: nodes }, (_, i) => `n${i + 1}`)
}
