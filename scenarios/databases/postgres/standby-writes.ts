import { hangUp } from './connect.ts'
import type { PostgresServer } from './server.ts'

/** The SQLSTATE of what a server says whose transactions can't be but read-only. */
const READ_ONLY = '25006'

/**
 * Tries to modify a table, without touching any row and in a transaction that is never committed, and tells in words if
 * that was let pass.
 */
export async function takesWrites(server: PostgresServer, table: string): Promise<string[]> {
  const session = await server.connect()
  try {
    await session.query('BEGIN')
    await session.query(`DELETE FROM ${table} WHERE false`)
    return [`a write to ${table} was let pass`]
  } catch (error) {
    if ((error as { code?: string }).code === READ_ONLY) return []
    throw error
  } finally {
    hangUp(session)
  }
}
