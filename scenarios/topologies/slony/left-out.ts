import type { Inspection } from '../../../runner/topology.ts'
import { connected, type ConnectOptions } from '../../databases/postgres/connect.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'

/** A table of every server that is in no set, and could not be in one, for it has no key. */
export const LEFT_OUT = 'left_out'

/** What looks at it is called so in the history. */
export const LEFT_OUT_ROWS = 'rows of a table outside the set'

/** What it has on one server. */
export interface LeftOut {
  rows: number
  /** Those of them that were written there. */
  own: number
}

/** As clients make their tables. */
export function makeLeftOut(options: ConnectOptions): Promise<void> {
  return connected(options, (client) => client.query(`CREATE TABLE ${LEFT_OUT} (node text)`))
}

/** Writes a row that tells where it was written. */
export async function writeLeftOut(server: PostgresServer): Promise<void> {
  await server.query(`INSERT INTO ${LEFT_OUT} VALUES ($1)`, [server.node.name])
}

/** Tells what has come there, and counts what there is. */
export function leftOutRows(server: PostgresServer): Inspection {
  const { name } = server.node
  const count = async (): Promise<Record<string, number>> => {
    const [row] = await server.query<{ rows: number; own: number }>(
      `SELECT count(*)::int AS rows, count(*) FILTER (WHERE node = $1)::int AS own FROM ${LEFT_OUT}`,
      [name],
    )
    return row
  }
  return { tool: LEFT_OUT_ROWS, of: 'sets', node: name, look: async () => [], count }
}
