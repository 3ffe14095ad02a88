import { SplitbrainError } from '../../../history/errors.ts'
import type { Endpoint } from '../../../runner/runtimes/runtime.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { PostgresServer } from './server.ts'

/** In the node's folder, for as long as it is needed. */
const PASSFILE = 'rewind-passfile'

/** Whether a node that is down has the data of a primary: a standby that died can't be recovered without its upstream. */
export async function wasPrimary({ node }: PostgresServer): Promise<boolean> {
  const { exitCode } = await node.exec([
    'sh',
    '-c',
    'test -e data/PG_VERSION -a ! -e data/standby.signal',
  ])
  return exitCode === 0
}

/**
 * Takes back, by way of `upstream`, what an old primary wrote that the new one has not got, so that it can follow with
 * the rest of its data; it has the new one's settings then. A new primary that has made no checkpoint yet is no
 * hindrance: pg_rewind knows its timeline without since PostgreSQL 16, and an older one is found out below.
 */
export async function rewind(
  source: PostgresServer,
  target: PostgresServer,
  upstream: Endpoint,
): Promise<void> {
  const { user, password, database } = source.roles.administrator
  const passfile = `${target.node.home}/${PASSFILE}`
  await target.write(PASSFILE, `*:*:*:${user}:${password}\n`)
  const from = `host=${upstream.host} port=${upstream.port} user=${user} dbname=${database} passfile=${passfile}`
  const program = ['pg_rewind', '--target-pgdata=data', '--no-sync', `--source-server=${from}`]
  // As a server's start does: it may stand for another process by now, and the data be refused for it.
  await target.node.exec(['rm', '-f', 'data/postmaster.pid'])
  const said = await runOn(target.node, program).finally(() =>
    target.node.exec(['rm', '-f', PASSFILE]),
  )
  if (/on the same timeline/.test(said))
    throw new SplitbrainError(
      'runtime',
      `pg_rewind took node ${target.node.name} for one that has not diverged, which it has: use that of PostgreSQL 16 or later, or --rejoin clone.`,
    )
}
