import { z } from 'zod'

/** Who answers what is asked: each office for its own rows, or the one that a client is at, for all of them. */
export const readers = ['every', 'local'] as const

/** How a transaction over rows of several offices ends; `local` is that there is none. */
export const commits = ['local', 'one-phase', 'two-phase'] as const
export type Commit = (typeof commits)[number]

export const options = z.object({
  offices: z.coerce
    .number()
    .int()
    .min(2)
    .max(4)
    .default(2)
    .describe('how many: London, Paris, Berlin, Madrid'),
  standbys: z.coerce
    .number()
    .int()
    .min(0)
    .max(1)
    .default(0)
    .describe('1: each office has a synchronous standby, to which it fails over'),
  reads: z
    .enum(readers)
    .default('every')
    .describe('who answers queries: every office for its own rows, or the local copy'),
  commit: z
    .enum(commits)
    .default('local')
    .describe('transactions over offices: local (none), one-phase or two-phase'),
  enforce: z
    .enum(['yes', 'no'])
    .default('yes')
    .describe("no: an office takes any row's writes, and clients write where they are"),
})

export type PartitionedOptions = z.output<typeof options>
