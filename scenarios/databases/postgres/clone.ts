import { SplitbrainError } from '../../../history/errors.ts'
import type { Capability, Endpoint } from '../../../runner/runtimes/runtime.ts'
import { hangUp } from './connect.ts'
import { runOn } from './run-on.ts'
import type { PostgresServer } from './server.ts'

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
  await runOn(target.node, ['rm', '-rf', 'data'])
  await target.writePassfile()
  if (capabilities.has('client-programs')) await baseBackup(target, upstream)
  else await lowLevelBackup(source, target)
  await target.write('data/standby.signal', '')
  await target.writeSettings()
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

// Everything but WAL (the standby streams that) and what belongs to the running server alone.
const copyScript = `umask 077; mkdir -p data/pg_wal/archive_status data/pg_dynshmem data/pg_replslot
from=$1; shift
for entry in "$from"/* ; do case "\${entry##*/}" in
  pg_wal|pg_dynshmem|pg_replslot|postmaster.pid|postmaster.opts) ;;
  *) set -- "$@" "$entry" ;;
esac; done; cp -a "$@" data/`

/** "Making a Base Backup Using the Low Level API": start, copy a live directory, stop, and keep the label. */
async function lowLevelBackup(source: PostgresServer, target: PostgresServer): Promise<void> {
  // A backup belongs to its session, and several nodes may be cloned at once.
  const session = await source.connect()
  try {
    await session.query('SELECT pg_backup_start($1, true)', [target.node.name])
    await copyDirectory(`${source.node.home}/data`, target)
    const { rows } = await session.query('SELECT labelfile FROM pg_backup_stop(false)')
    await target.write('data/backup_label', rows[0].labelfile)
  } finally {
    hangUp(session)
  }
}

async function copyDirectory(from: string, target: PostgresServer): Promise<void> {
  const { exitCode, output } = await target.node.exec(['sh', '-c', copyScript, 'sh', from])
  // A live server's files come and go under the copy; those that went were of no use to it either.
  const telling = output
    .split('\n')
    .find((line) => line !== '' && !line.endsWith('No such file or directory'))
  if (exitCode !== 0 && telling !== undefined)
    throw new SplitbrainError('runtime', `Node ${target.node.name} can't be cloned: ${telling}`)
}
