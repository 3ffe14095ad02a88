import { SplitbrainError } from '../../../history/errors.ts'
import { hangUp } from './connect.ts'
import type { PostgresServer } from './server.ts'

/** The SQLSTATE of what a function raises. */
const RAISED = 'P0001'

const refusal = `
  CREATE OR REPLACE FUNCTION refuse_foreign_row() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN RAISE EXCEPTION 'only another % may modify this row', TG_ARGV[0]; END $$`

/**
 * Has a server refuse every session that would modify a row of a table for which `own` doesn't hold; `own` makes the
 * condition of a column, and `owner` is what servers are called here. Clients may no longer be the table's owners, who could
 * take that away. Replication passes these triggers, for it fires none that are as they were made.
 */
export async function refuseForeignRows(
  server: PostgresServer,
  { table, key, owner }: { table: string; key: string; owner: string },
  own: (column: string) => string,
): Promise<void> {
  const trigger = (events: string, row: string) => `
    CREATE TRIGGER no_foreign_${row} BEFORE ${events} ON ${table} FOR EACH ROW
    WHEN (NOT ${own(`${row}.${key}`)}) EXECUTE FUNCTION refuse_foreign_row('${owner}');`
  const { administrator, client } = server.roles
  await server.query(
    `ALTER TABLE ${table} OWNER TO "${administrator.user}";
     GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO "${client.user}"`,
  )
  await server.query(refusal)
  await server.query(trigger('INSERT OR UPDATE', 'new') + trigger('UPDATE OR DELETE', 'old'))
}

/**
 * Tries to modify a row for which `own` doesn't hold, in a transaction that is never committed, and tells in words if
 * that was let pass. Throws where the table has no such row to try it with.
 */
export async function modifiesForeignRow(
  server: PostgresServer,
  { table, key, own }: { table: string; key: string; own: string },
): Promise<string[]> {
  const session = await server.connect()
  try {
    await session.query('BEGIN')
    const { rowCount } = await session.query(
      `UPDATE ${table} SET ${key} = ${key}
       WHERE ${key} = (SELECT ${key} FROM ${table} WHERE NOT (${own}) LIMIT 1)`,
    )
    if (rowCount !== 0) return [`a row of ${table} that is another's could be modified`]
  } catch (error) {
    if ((error as { code?: string }).code === RAISED) return []
    throw error
  } finally {
    hangUp(session)
  }
  throw new SplitbrainError(
    'runtime',
    `${table} on ${server.node.name} has no row of another's, so nobody knows whether it would be refused.`,
  )
}
