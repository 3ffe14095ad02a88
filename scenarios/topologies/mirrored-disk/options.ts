import { z } from 'zod'
import { diskOptions, onDevice } from '../../databases/postgres/disk-options.ts'
import type { ServerOptions } from '../../databases/postgres/server.ts'
import type { Settings } from '../../databases/postgres/settings.ts'
import { ways, type Way } from '../../services/mirror/program/ways.ts'
import { patience } from '../patience.ts'

/** The first is the primary to begin with. */
export const servers = ['n1', 'n2'] as const

/** Copies of the files, or a disk of our own whose writes go to the standby's as well. */
export const mirrors = [...ways, 'device'] as const

export const options = z.object({
  mirror: z
    .enum(mirrors)
    .default('snapshot')
    .describe(
      'how the mirror is made: snapshot (all files of one moment), one-pass (file by file while the server writes), control-last (the same, with pg_control, pg_wal and pg_xact last), device (block by block as the server writes; docker)',
    ),
  withoutMirror: z
    .enum(['go-on', 'stop'])
    .default('go-on')
    .describe('what writes to a mirrored device do while the mirror is away'),
  fsync: diskOptions.fsync,
  interval: z.coerce
    .number()
    .min(0.2)
    .max(60)
    .default(1)
    .describe('seconds from one copy to the next; none are made of a device'),
  patience,
})

export type MirroredDiskOptions = z.output<typeof options>
/** Those of a mirror that is made of copies. */
export type CopiedOptions = MirroredDiskOptions & { mirror: Way }

export const isCopied = (given: MirroredDiskOptions): given is CopiedOptions =>
  given.mirror !== 'device'

/** Segments of WAL are as small as they can be, and none is kept for a standby that asks for it. */
export function serverOptions({ fsync }: MirroredDiskOptions): ServerOptions {
  return {
    settings: { fsync, max_wal_size: '2MB', min_wal_size: '2MB', wal_keep_size: 0 },
    segmentMegabytes: 1,
  }
}

/** Of a server on a device. */
export function deviceSettings({ fsync }: MirroredDiskOptions): Settings {
  return { fsync, ...onDevice(64) }
}

/**
 * A large database is copied for minutes while its server writes, in which checkpoints come and go. A small one would be
 * copied in a moment between two of them, so its copy takes its time here, and checkpoints are made as often.
 */
const LIVE_COPY_INTERVALS = 10
export const CHECKPOINTS_PER_INTERVAL = 4

/** Over how long a live copy is spread; a snapshot is taken at once. */
export function spreadSeconds({ mirror, interval }: MirroredDiskOptions): number {
  const isLive = mirror === 'one-pass' || mirror === 'control-last'
  return isLive ? LIVE_COPY_INTERVALS * interval : 0
}

/** The longest from the beginning of one copy to that of the next, where nothing is broken. */
export function paceSeconds(options: MirroredDiskOptions): number {
  return Math.max(options.interval, spreadSeconds(options))
}

/** By which a claim tells whether commits wait for the primary's own disk. */
export const modeSettings = ['fsync', 'full_page_writes', 'synchronous_commit'] as const
