import { hangUp } from './connect.ts'
import type { PostgresServer } from './server.ts'

/** Whether there is a new one in the server's control file: a standby makes none where its primary made none. */
export async function checkpoint(server: PostgresServer): Promise<boolean> {
  const session = await server.connect()
  const last = async () => {
    const text = 'SELECT checkpoint_lsn::text AS lsn FROM pg_control_checkpoint()'
    return (await session.query<{ lsn: string }>(text)).rows[0].lsn
  }
  try {
    const before = await last()
    await session.query('CHECKPOINT')
    return (await last()) !== before
  } finally {
    hangUp(session)
  }
}
