import { SplitbrainError } from '../../../history/errors.ts'
import { branchedAt } from './archiving.ts'
import { lowLevelBackup } from './low-level-backup.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { PostgresServer } from './server.ts'

/** How a moment of a database can be called, as in `recovery_target_time`. */
export const targetKinds = ['time', 'xid', 'name', 'lsn'] as const
export type TargetKind = (typeof targetKinds)[number]

/** One moment of a database, by every name that it has. */
export type Target = Record<TargetKind, string>

/** How a recovery ended. */
export interface Recovered {
  /** Where the new timeline leaves the old one, and which that was. */
  lsnBytes: number
  timeline: number
  /** The server's own words on where it stopped. */
  said: string
}

/** In the node's folder, beside `data`. */
const BACKUP = 'backup'

/** Copies a running server's data, to be recovered from, and tells by the server's clock when that was done. */
export async function takeBaseBackup(server: PostgresServer): Promise<Date> {
  await lowLevelBackup(server, server, BACKUP)
  const [{ time }] = await server.query<{ time: Date }>('SELECT clock_timestamp() AS time')
  return time
}

// The manual's steps: WAL that was not shipped is kept, and all else is the backup's.
const replaceData = `set -e; umask 077; rm -rf kept; mkdir -p kept/archive_status; cd data/pg_wal
for name in [0-9A-F]*; do
  [ -e archive_status/$name.done ] || [ ! -f $name ] || mv $name ../../kept
done
for ready in archive_status/*.ready; do [ ! -e $ready ] || mv $ready ../../kept/archive_status; done
cd ../..; find data/ -mindepth 1 -delete; cp -a ${BACKUP}/. data; rm -r data/pg_wal; mv kept data/pg_wal`

/**
 * The base backup, which was done at a time, takes the place of what a stopped server had, and WAL is replayed up to
 * just before the target.
 */
export async function recoverTo(
  server: PostgresServer,
  { kind, target, backupDone }: { kind: TargetKind; target: Target; backupDone: Date },
): Promise<Recovered> {
  await server.node.boot()
  await runOn(server.node, ['sh', '-c', replaceData])
  const settings = {
    [`recovery_target_${kind}`]: target[kind],
    recovery_target_inclusive: 'off',
    recovery_target_action: 'promote',
  }
  await server.configure(settings, false)
  await server.write('data/recovery.signal', '')
  await server.start().catch((cause: Error) => {
    if (!cause.message.includes('recovery ended before configured recovery target')) throw cause
    throw outOfReach(kind, target, `it lies after the end of the archive. ${cause.message}`)
  })
  const said = stopOf(await server.node.logs())
  // The server goes as far back as it can, and takes that for the target.
  if (kind === 'time' && new Date(target.time) < backupDone) {
    const done = backupDone.toISOString()
    throw outOfReach(
      kind,
      target,
      `it lies before the end of the base backup at ${done}. ${server.node.name} says: ${said}`,
    )
  }
  return { ...(await branchedAt(server)), said }
}

function outOfReach(kind: TargetKind, target: Target, why: string): SplitbrainError {
  return new SplitbrainError(
    'runtime',
    `Nothing was recovered to the ${kind} ${target[kind]}: ${why}`,
  )
}

/** What a server said of the end of its recovery since it was started last, without the line's beginning. */
function stopOf(log: string): string {
  const present = log.slice(log.lastIndexOf('starting PostgreSQL'))
  return /recovery stopping .*$/m.exec(present)?.[0] ?? 'nothing of a stop'
}
