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

/** The number that a server's next transaction would get: whatever was committed had a smaller one. */
export async function nextTransaction(server: PostgresServer): Promise<number> {
  const [{ next }] = await server.look<{ next: string }>(
    'SELECT txid_snapshot_xmax(txid_current_snapshot()) AS next',
  )
  return Number(next)
}

/** A subscriber has each transaction of the origin below this one, and perhaps later ones; 0 where it has nothing yet. */
export async function appliedBelow(server: PostgresServer, origin: number): Promise<number> {
  const rows = await server.query<{ below: string }>(
    `SELECT txid_snapshot_xmin(ssy_snapshot) AS below
     FROM ${SCHEMA}.sl_setsync WHERE ssy_setid = ${SET} AND ssy_origin = $1`,
    [origin],
  )
  return Number(rows[0]?.below ?? 0)
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
