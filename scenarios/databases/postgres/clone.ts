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
  if (capabilities.has('client-programs')) await baseBackup(target, upstream)
  else await lowLevelBackup(source, target, 'data')
  await target.write('data/standby.signal', '')
  await target.writeSettings()
  await writtenOut(target.node)
}

async function baseBackup(target: PostgresServer, upstream: Endpoint): Promise<void> {
  const from = `--dbname=${target.primaryConninfo(upstream)}`
  // The standby streams its WAL itself. Were it streamed into the copy, by the standby's name, that would confirm commits.
  const withoutWal = '--wal-method=none'
  await runOn(target.node, [
    'pg_basebackup',
    '--pgdata=data',
    '--checkpoint=fast',
    '--no-sync',
    withoutWal,
    from,
  ])
}
