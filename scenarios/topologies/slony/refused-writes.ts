import { hangUp } from '../../databases/postgres/connect.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'

/** What Slony's trigger says on a subscriber. */
const REFUSAL = /^Slony-I: .* is replicated and cannot be modified on a subscriber node/

/**
 * Tries to write a row without a key, which nothing but a trigger can refuse before its key is missed, and tells in words
 * if that was let pass.
 */
export async function takesRows(server: PostgresServer, table: string): Promise<string[]> {
  const session = await server.connect()
  try {
    await session.query('BEGIN')
    await session.query(`INSERT INTO ${table} DEFAULT VALUES`)
    return [`a write to ${table} was let pass`]
  } catch (error) {
    const { message, code } = error as { message: string; code?: string }
    if (REFUSAL.test(message)) return []
    // The key is looked at once no trigger has refused the row.
    if (code === '23502') return [`a write to ${table} was let pass`]
    throw error
  } finally {
    hangUp(session)
  }
}
