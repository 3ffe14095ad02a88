import type { PostgresServer } from './server.ts'

/** The file after the one that is written to may be there already. */
const FILES = 2

/** Has a server begin files of WAL that are not there yet. */
export async function newSegment(server: PostgresServer): Promise<void> {
  for (let file = 0; file < FILES; file++) {
    await server.query(`SELECT pg_switch_wal()`)
    await server.query(`SELECT pg_logical_emit_message(false, 'splitbrain', '', true)`)
  }
}
