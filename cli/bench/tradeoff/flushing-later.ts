import { SplitbrainError } from '../../../history/errors.ts'
import type { PostgresServer } from '../../../scenarios/databases/postgres/server.ts'
import { until } from '../../../scenarios/databases/postgres/until.ts'
import { takingWrites } from '../../../scenarios/faults/servers.ts'
import type { Level, System } from './level.ts'

const LIMIT_MS = 5_000

/**
 * The same where a flush takes a disk's time: each server of PostgreSQL that takes writes waits so many ms before it flushes
 * its log, and what others commit meanwhile is flushed with it (`commit_delay`). Runs that kill are as they were.
 */
export function flushingLater(level: Level, ms: number): Level {
  return {
    ...level,
    async start(...place) {
      const system = await level.start(...place)
      await Promise.all((await writersOf(system)).map((server) => flushLater(server, ms)))
      return system
    },
  }
}

/** Of MariaDB's servers none. */
async function writersOf({ servers }: System): Promise<PostgresServer[]> {
  const names = await takingWrites(servers)
  const writers = servers.filter(({ node }) => names.includes(node.name))
  if (servers.length > 0 && writers.length === 0)
    throw new SplitbrainError('runtime', 'No server says that it takes writes.')
  return writers
}

/** A manager that has a server's settings written anew leaves those of ALTER SYSTEM as they are. */
async function flushLater(server: PostgresServer, ms: number): Promise<void> {
  const microseconds = Math.round(ms * 1000)
  await server.query(`ALTER SYSTEM SET commit_delay = ${microseconds}`)
  await server.query('ALTER SYSTEM SET commit_siblings = 0')
  await server.query('SELECT pg_reload_conf()')
  await until(async () => {
    const [{ delay }] = await server.query<{ delay: string }>(
      "SELECT setting AS delay FROM pg_settings WHERE name = 'commit_delay'",
    )
    if (Number(delay) !== microseconds) return `${server.node.name} did not take commit_delay`
  }, LIMIT_MS)
}
