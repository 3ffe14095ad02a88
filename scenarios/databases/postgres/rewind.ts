import { SplitbrainError } from '../../../history/errors.ts'
import type { Endpoint, ExecResult } from '../../../runner/runtimes/runtime.ts'
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
  const { exitCode, output } = await tryRewind(source, target, upstream)
  if (exitCode !== 0)
    throw new SplitbrainError(
      'runtime',
      `On node ${target.node.name}, pg_rewind ended with ${exitCode}: ${errorOf(output)}`,
    )
  if (/on the same timeline/.test(output))
    throw new SplitbrainError(
      'runtime',
      `pg_rewind took node ${target.node.name} for one that has not diverged, which it has: use that of PostgreSQL 16 or later, or --rejoin clone.`,
    )
}

/** The same, whatever comes of it: its exit code, and all that it said of its course. */
export async function tryRewind(
  source: PostgresServer,
  target: PostgresServer,
  upstream: Endpoint,
): Promise<ExecResult> {
  const { user, password, database } = source.roles.administrator
  const passfile = `${target.node.home}/${PASSFILE}`
  await target.write(PASSFILE, `*:*:*:${user}:${password}\n`)
  const from = `host=${upstream.host} port=${upstream.port} user=${user} dbname=${database} passfile=${passfile}`
  const where = ['--target-pgdata=data', `--source-server=${from}`]
  // As a server's start does: it may stand for another process by now, and the data be refused for it.
  await target.node.exec(['rm', '-f', 'data/postmaster.pid'])
  const program = ['pg_rewind', '--no-sync', '--progress', ...where]
  return target.node.exec(program).finally(() => target.node.exec(['rm', '-f', PASSFILE]))
}

/** Why a rewind failed, in its own words. */
export function errorOf(output: string): string {
  const lines = output.trim().split('\n')
  const error = lines.findIndex((line) => /pg_rewind: (error|fatal)/.test(line))
  return (error < 0 ? lines.slice(-1) : lines.slice(error)).map((line) => line.trim()).join(' ')
}

/** How much it had to copy and had when it last said so, in kilobytes; nothing where it came to no copy. */
export function progressOf(output: string): { copied: number; of: number } | undefined {
  const [, copied, of] = [...output.matchAll(/(\d+)\/(\d+) kB \(\d+%\) copied/g)].at(-1) ?? []
  return copied === undefined ? undefined : { copied: Number(copied), of: Number(of) }
}
