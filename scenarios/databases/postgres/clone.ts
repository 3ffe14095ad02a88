import type { Capability, Endpoint } from '../../../runner/runtimes/runtime.ts'
import { lowLevelBackup } from './low-level-backup.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { PostgresServer } from './server.ts'
import { writtenOut } from './written-out.ts'

// The folder itself may be a disk's.
const emptyData = 'mkdir -p -m 700 data && find data/ -mindepth 1 -delete'

/**
 * Gives `target` a fresh copy of `source`'s data directory, ready to start as a standby with the target's own settings.
 * Whatever `target` had is gone. pg_basebackup, by way of `upstream`, where there is one, else the manual's low-level
 * backup.
 */
export async function clone(
  source: PostgresServer,
  target: PostgresServer,
  upstream: Endpoint,
  capabilities: ReadonlySet<Capability>,
): Promise<void> {
  target.disconnect()
  await target.node.boot()
  await runOn(target.node, ['sh', '-c', emptyData])
  await target.writePassfile()
  if (capabilities.has('client-programs')) await baseBackup(target, upstream, 'none')
  else await lowLevelBackup(source, target, 'data')
  await target.write('data/standby.signal', '')
  await target.writeSettings()
  await writtenOut(target.node)
}

/**
 * Gives `target` all that the server at `upstream` has, with the WAL that this takes, ready to start as a server of its own.
 * Whatever is written meanwhile it lacks.
 */
export async function copyWhole(target: PostgresServer, upstream: Endpoint): Promise<void> {
  await target.stop()
  await target.node.boot()
  await runOn(target.node, ['rm', '-rf', 'data'])
  await target.writePassfile()
  await baseBackup(target, upstream, 'fetch')
  await target.writeSettings()
}

/** A standby streams its WAL itself: were it streamed into the copy, by the standby's name, that would confirm commits. */
async function baseBackup(
  target: PostgresServer,
  upstream: Endpoint,
  walMethod: 'none' | 'fetch',
): Promise<void> {
  const from = `--dbname=${target.primaryConninfo(upstream)}`
  await runOn(target.node, [
    'pg_basebackup',
    '--pgdata=data',
    '--checkpoint=fast',
    '--no-sync',
    `--wal-method=${walMethod}`,
    from,
  ])
}
