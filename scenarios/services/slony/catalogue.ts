import type { PostgresServer } from '../../databases/postgres/server.ts'
import { SCHEMA, SET } from './statements.ts'

/** Of a server that knows nothing of Slony. */
const UNDEFINED = new Set(['42P01', '3F000'])

/** Slony's number for the origin of the set, as a server itself takes it; `undefined` where it knows of no set. */
export async function originBy(server: PostgresServer): Promise<number | undefined> {
  const text = `SELECT set_origin AS origin FROM ${SCHEMA}.sl_set WHERE set_id = ${SET}`
  const rows = await server.look<{ origin: number }>(text).catch((error: { code?: string }) => {
    if (UNDEFINED.has(error.code ?? '')) return []
    throw error
  })
  return rows[0]?.origin
}

/** The number of an origin's last SYNC: all that was committed before that is in it. */
export async function lastSync(server: PostgresServer, origin: number): Promise<number> {
  const [row] = await server.look<{ seqno: string }>(
    `SELECT ev_seqno AS seqno FROM ${SCHEMA}.sl_event
     WHERE ev_origin = $1 AND ev_type = 'SYNC' ORDER BY ev_seqno DESC LIMIT 1`,
    [origin],
  )
  return Number(row?.seqno ?? 0)
}

/** The origin's last SYNC that a subscriber has applied; 0 where it has nothing of it yet. */
export async function appliedSync(server: PostgresServer, origin: number): Promise<number> {
  const text = `SELECT ssy_seqno AS seqno FROM ${SCHEMA}.sl_setsync WHERE ssy_setid = ${SET} AND ssy_origin = $1`
  const rows = await server.query<{ seqno: string }>(text, [origin])
  return Number(rows[0]?.seqno ?? 0)
}

/** Has an origin tell of this moment, whether or not its daemon lives; the number of that SYNC. */
export async function makeSync(server: PostgresServer): Promise<number> {
  const name = SCHEMA.replaceAll('"', '')
  const [{ seqno }] = await server.query<{ seqno: string }>(
    `SELECT ${SCHEMA}.createEvent('${name}', 'SYNC') AS seqno`,
  )
  return Number(seqno)
}

/** Whether a server takes some node for one of the cluster's. */
export async function knows(server: PostgresServer, node: number): Promise<boolean> {
  const rows = await server.query(`SELECT FROM ${SCHEMA}.sl_node WHERE no_id = $1`, [node])
  return rows.length > 0
}
