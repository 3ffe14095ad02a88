import { z } from 'zod'
import { workerRestarts } from '../../services/slony/slon.ts'
import { readers } from '../hot-standby/reads.ts'
import { patience } from '../patience.ts'

export const options = z.object({
  subscribers: z.coerce
    .number()
    .int()
    .min(2)
    .max(4)
    .default(2)
    .describe('servers that subscribe to the set: 2, 3 or 4'),
  syncInterval: z.coerce
    .number()
    .int()
    .min(10)
    .max(60_000)
    .default(200)
    .describe(
      'milliseconds between two SYNCs of an origin that is written to: what is fetched as one',
    ),
  workerRestart: z
    .enum(workerRestarts)
    .default('signal')
    .describe(
      'a daemon’s worker that failed is started anew at once (signal), or waits for its time as by itself (wait)',
    ),
  setTables: z
    .string()
    .regex(/^[a-z_][a-z0-9_]*(,[a-z_][a-z0-9_]*)*$/, 'names of tables, as accounts,ledger')
    .optional()
    .describe('tables in the set, as accounts,ledger; default: all of the workload’s'),
  reads: z
    .enum(readers)
    .default('primary')
    .describe('who answers reads: the primary (the origin), standbys (subscribers), or any'),
  rejoin: z
    .enum(['anew', 'as-it-was'])
    .default('anew')
    .describe(
      'what a failed origin comes back as: a subscriber with a new copy, or as it was, which takes writes that nobody gets',
    ),
  patience,
})

export type SlonyOptions = z.output<typeof options>

/** The names of the servers, of which the first is the origin to begin with; Slony calls each by its number. */
export function serversOf({ subscribers }: Pick<SlonyOptions, 'subscribers'>): string[] {
  return Array.from({ length: subscribers + 1 }, (_, i) => `n${i + 1}`)
}

/** Slony's number for a server. */
export function numberOf(server: string): number {
  return Number(server.slice(1))
}

/** The node on which a server's daemon runs. */
export function daemonOf(server: string): string {
  return `slon${numberOf(server)}`
}
