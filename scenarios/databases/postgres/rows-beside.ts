import { hangUp } from './connect.ts'
import type { PostgresServer } from './server.ts'

const tables = `
  SELECT c.oid::regclass::text AS name FROM pg_class c
  WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1`

/** How the rows of one server differ from those of another that goes on being written to meanwhile. */
export interface RowsBeside {
  compared: number
  /** That the other had before, and it has not. */
  missing: number
  /** That it has, and the other has not after that. */
  ofItsOwn: number
}

/**
 * What a server has of the rows that another had before, and what it has that the other has not after that. Of tables whose
 * rows come and never go or change.
 */
export async function rowsBeside(
  server: PostgresServer,
  other: PostgresServer,
  before: ReadonlySet<string>,
): Promise<RowsBeside> {
  const own = await rowsOf(server)
  const after = await rowsOf(other)
  return {
    compared: before.size,
    missing: before.difference(own).size,
    ofItsOwn: own.difference(after).size,
  }
}

/** Each row with its table's name. */
export async function rowsOf(server: PostgresServer): Promise<Set<string>> {
  const session = await server.connect()
  try {
    const found = new Set<string>()
    const { rows: named } = await session.query<{ name: string }>(tables)
    for (const { name } of named) {
      const { rows } = await session.query<{ row: string }>(
        `SELECT each::text AS row FROM ${name} AS each`,
      )
      for (const { row } of rows) found.add(`${name} ${row}`)
    }
    return found
  } finally {
    hangUp(session)
  }
}
