import { SplitbrainError } from '../../../history/errors.ts'
import { hangUp } from './connect.ts'
import type { PostgresServer } from './server.ts'

// Everything but WAL (that comes from elsewhere) and what belongs to the running server alone.
const copyScript = `umask 077; from=$1; to=$2; shift 2
mkdir -p "$to/pg_wal/archive_status" "$to/pg_dynshmem" "$to/pg_replslot"
for entry in "$from"/* ; do case "\${entry##*/}" in
  pg_wal|pg_dynshmem|pg_replslot|postmaster.pid|postmaster.opts) ;;
  *) set -- "$@" "$entry" ;;
esac; done; cp -a "$@" "$to/"`

/**
 * "Making a Base Backup Using the Low Level API": start, copy a live directory into a folder of `target`'s node, stop,
 * and keep the label.
 */
export async function lowLevelBackup(
  source: PostgresServer,
  target: PostgresServer,
  folder: string,
): Promise<void> {
  // A backup belongs to its session, and several nodes may be cloned at once.
  const session = await source.connect()
  try {
    await session.query('SELECT pg_backup_start($1, true)', [target.node.name])
    await copyDirectory(`${source.node.home}/data`, target, folder)
    const { rows } = await session.query('SELECT labelfile FROM pg_backup_stop(false)')
    await target.write(`${folder}/backup_label`, rows[0].labelfile)
  } finally {
    hangUp(session)
  }
}

async function copyDirectory(from: string, { node }: PostgresServer, to: string): Promise<void> {
  const { exitCode, output } = await node.exec(['sh', '-c', copyScript, 'sh', from, to])
  // A live server's files come and go under the copy; those that went were of no use to it either.
  const telling = output
    .split('\n')
    .find((line) => line !== '' && !line.endsWith('No such file or directory'))
  if (exitCode !== 0 && telling !== undefined)
    throw new SplitbrainError('runtime', `Node ${node.name} can't be cloned: ${telling}`)
}
