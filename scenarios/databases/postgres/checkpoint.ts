import { hangUp } from './connect.ts'
import type { PostgresServer } from './server.ts'

/** Has a server make a checkpoint at once, and tells where it begins, as the control file has it once it is complete. */
export async function checkpoint(server: PostgresServer): Promise<string> {
  const session = await server.connect()
  try {
    await session.query('CHECKPOINT')
    const { rows } = await session.query<{ lsn: string }>(
      'SELECT checkpoint_lsn::text AS lsn FROM pg_control_checkpoint()',
    )
    return rows[0].lsn
  } finally {
    hangUp(session)
  }
}
