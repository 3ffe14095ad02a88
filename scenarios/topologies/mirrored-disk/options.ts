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

/** Segments of WAL are as small as they can be, and none is kept for a standby that asks for it. */
export const serverSettings: ServerOptions = {
  settings: { max_wal_size: '2MB', min_wal_size: '2MB', wal_keep_size: 0 },
  segmentMegabytes: 1,
}

/**
 * A large database is copied for minutes while its server writes, in which checkpoints come and go. A small one would be
 * copied in a moment between two of them, so its copy takes its time here, and checkpoints are made as often.
 */
const LIVE_COPY_INTERVALS = 10
export const CHECKPOINTS_PER_INTERVAL = 4

/** Over how long a live copy is spread; a snapshot is taken at once. */
export function spreadSeconds({ mirror, interval }: MirroredDiskOptions): number {
  return mirror === 'snapshot' ? 0 : LIVE_COPY_INTERVALS * interval
}

/** The longest from the beginning of one copy to that of the next, where nothing is broken. */
export function paceSeconds(options: MirroredDiskOptions): number {
  return Math.max(options.interval, spreadSeconds(options))
}

/** By which a claim tells whether commits wait for the primary's own disk. */
export const modeSettings = ['fsync', 'full_page_writes', 'synchronous_commit'] as const
