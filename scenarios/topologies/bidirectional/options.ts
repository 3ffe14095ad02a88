import { z } from 'zod'
import { conflictPolicies, type ConflictPolicy } from '../../databases/postgres/pglogical.ts'

export const options = z.object({
  nodes: z.coerce.number().int().min(2).max(4).default(2).describe('servers that all take writes'),
  by: z
    .enum(['native', 'pglogical'])
    .default('native')
    .describe(
      'what sends rows: native (PostgreSQL’s own logical replication, which settles no conflict) or pglogical (settles each by a policy; containers)',
    ),
  conflicts: z
    .enum(conflictPolicies)
    .optional()
    .describe(
      'what pglogical makes of a change that meets another’s row: apply_remote (its default), keep_local, last_update_wins, first_update_wins, or error, which refuses it',
    ),
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

/** How a change is taken that meets a row of another's: as it comes, by none, or by pglogical's policy. */
export type Rule = 'none' | ConflictPolicy

export function ruleOf({ by, conflicts }: BidirectionalOptions): Rule {
  return by === 'native' ? 'none' : (conflicts ?? 'apply_remote')
}
