import { z } from 'zod'
import type { ServerOptions } from '../../databases/postgres/server.ts'
import { ways } from '../../services/mirror/program/ways.ts'

/** The first is the primary to begin with. */
export const servers = ['n1', 'n2'] as const

export const options = z.object({
  mirror: z
    .enum(ways)
    .default('snapshot')
    .describe(
      'how the mirror is made: snapshot (all files of one moment), one-pass (file by file while the server writes), control-last (the same, with pg_control, pg_wal and pg_xact last)',
    ),
  interval: z.coerce
    .number()
    .min(0.2)
    .max(60)
    .default(1)
    .describe('seconds from one copy to the next'),
})

export type MirroredDiskOptions = z.output<typeof options>

/**
 * A large database is copied for minutes, in which checkpoints come and go and segments of WAL with them. A small one is
 * copied in a moment, and so it makes its checkpoints as often.
 */
export const serverSettings: ServerOptions = {
  settings: { max_wal_size: '2MB', min_wal_size: '2MB', wal_keep_size: 0 },
  segmentMegabytes: 1,
}

/** By which a claim tells whether commits wait for the primary's own disk. */
export const modeSettings = ['fsync', 'full_page_writes', 'synchronous_commit'] as const
