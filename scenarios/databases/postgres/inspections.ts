import { SplitbrainError } from '../../../history/errors.ts'
import type { Capability } from '../../../runner/runtimes/runtime.ts'
import type { Inspection } from '../../../runner/topology.ts'
import { amcheckFunctions, pgAmcheck } from './amcheck.ts'
import { bothWaysOfReading } from './both-ways.ts'
import { pgChecksums } from './pg-checksums.ts'
import type { PostgresServer } from './server.ts'
import { tellingLines } from './telling-lines.ts'

/** Of a server that answers queries. Structure first: what reads every page makes the server notice, count and log the pages that are broken. */
export function inspectionsOf(
  server: PostgresServer,
  capabilities: ReadonlySet<Capability>,
): Inspection[] {
  const { node, roles, format } = server
  const on = { node: node.name }
  const structure = capabilities.has('client-programs')
    ? { tool: 'pg_amcheck', look: () => pgAmcheck(node, roles.administrator) }
    : { tool: 'amcheck', look: () => amcheckFunctions(server) }
  const asPrograms = capabilities.has('client-programs') && format.checksums
  return [
    { ...on, ...structure },
    { ...on, tool: 'both ways of reading', look: () => bothWaysOfReading(server) },
    ...(format.checksums
      ? [{ ...on, tool: 'data checksums', look: () => checksumFailures(server) }]
      : []),
    logOf(server),
    // Of files as they are, and of pages that no query comes to.
    ...(asPrograms
      ? [{ ...on, tool: 'pg_checksums', ends: true as const, look: () => pgChecksums(server) }]
      : []),
  ]
}

/** All that can be asked of a server that answers none. */
export function logOf({ node }: PostgresServer): Inspection {
  const look = async () => tellingLines(await node.logs())
  return { tool: 'server log', node: node.name, look }
}

const failures = `
  SELECT coalesce('database ' || datname, 'shared tables') AS place, checksum_failures AS count
  FROM pg_stat_database WHERE checksum_failures > 0`

/** What the server has counted since it last recovered from a crash. */
async function checksumFailures(server: PostgresServer): Promise<string[]> {
  const [{ enabled }] = await server.query<{ enabled: string }>(
    `SELECT current_setting('data_checksums') AS enabled`,
  )
  if (enabled !== 'on')
    throw new SplitbrainError('runtime', `Node ${server.node.name} has no data checksums.`)
  const counted = await server.query<{ place: string; count: string }>(failures)
  return counted.map(({ place, count }) => `${count} pages of ${place} failed their checksum`)
}
