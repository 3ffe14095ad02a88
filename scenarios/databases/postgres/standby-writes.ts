import type { Inspection } from '../../../runner/topology.ts'
import { hangUp } from './connect.ts'
import type { PostgresServer } from './server.ts'

/** What tries it is called so in the history. */
export const STANDBY_WRITES = 'standby writes'

/** What a server says of a statement that it does not carry out. */
type Refusal = Error & { code?: string }

/** A statement that modifies a table, and what becomes of it where nobody is to modify that. */
export interface Attempt {
  statement(table: string): string
  isRefused(error: Refusal): boolean
  /** Whether it failed for a reason that comes after every refusal. */
  isLetPass?(error: Refusal): boolean
}

/** Touches no row, and is refused for what a server's transactions are that recovers (SQLSTATE 25006). */
export const onStandby: Attempt = {
  statement: (table) => `DELETE FROM ${table} WHERE false`,
  isRefused: ({ code }) => code === '25006',
}

/** Tries to modify a table, in a transaction that is never committed, and tells in words if that was let pass. */
export function standbyWrites(
  server: Pick<PostgresServer, 'connect'> & { node: { name: string } },
  table: string,
  { statement, isRefused, isLetPass = () => false }: Attempt,
): Inspection {
  const letPass = [`a write to ${table} was let pass`]
  const look = async () => {
    const session = await server.connect()
    try {
      await session.query('BEGIN')
      await session.query(statement(table))
      return letPass
    } catch (error) {
      if (isRefused(error as Refusal)) return []
      if (isLetPass(error as Refusal)) return letPass
      throw error
    } finally {
      hangUp(session)
    }
  }
  return { tool: STANDBY_WRITES, of: 'writers', node: server.node.name, look }
}
