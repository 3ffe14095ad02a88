import type pg from 'pg'
import type { Clock } from '../../../runner/clock.ts'
import type { Mistake } from '../../../runner/topology.ts'
import { MeetsNothing } from '../../../runner/fault.ts'
import { hangUp } from './connect.ts'
import type { Target } from './recovery.ts'
import type { PostgresServer } from './server.ts'

/** What an operator does to the wrong tables, as SQL has it. */
export const mistakeKinds = ['truncate', 'drop'] as const
export type MistakeKind = (typeof mistakeKinds)[number]

export interface MistakeOptions {
  kind: MistakeKind
  tables: readonly string[]
  /** What the moment before it is to be called as a restore point. */
  name: string
  /** By how many seconds the time that is told misses the moment. */
  shift: number
}

const moment = `
  SELECT pg_current_xact_id()::text AS xid, (clock_timestamp() + make_interval(secs => $2))::text AS time,
         pg_current_wal_insert_lsn()::text AS lsn, pg_create_restore_point($1)::text AS created`

/**
 * One transaction that loses tables, and what the moment before it is called. It takes its locks first, as it would
 * anyway, so that between that moment and its commit nobody else commits to these tables.
 */
export async function makeMistake(
  server: PostgresServer,
  { kind, tables, name, shift }: MistakeOptions,
  now: Clock,
): Promise<Mistake & { target: Target }> {
  const session = await server.connect().catch(() => {
    throw new MeetsNothing(`The server of ${server.node.name} does not answer`)
  })
  try {
    await session.query('BEGIN')
    await session.query(`LOCK TABLE ${tables.join(', ')} IN ACCESS EXCLUSIVE MODE`)
    const rows = await rowsIn(session, tables)
    const fromNs = now()
    const [{ xid, time, lsn }] = (await session.query<Target>(moment, [name, shift])).rows
    const aroundNs: [number, number] = [fromNs, now()]
    await session.query(`${kind.toUpperCase()} TABLE ${tables.join(', ')}`)
    // As long as nobody else may write there.
    const rowsLost = rows - (await rowsIn(session, await thoseLeft(session, tables)))
    await session.query('COMMIT')
    return {
      node: server.node.name,
      kind,
      tables,
      aroundNs,
      rowsLost,
      target: { time, xid, name, lsn },
    }
  } finally {
    hangUp(session)
  }
}

async function rowsIn(session: pg.Client, tables: readonly string[]): Promise<number> {
  if (tables.length === 0) return 0
  const counts = tables.map((table) => `(SELECT count(*) FROM ${table})`)
  const { rows } = await session.query<{ rows: string }>(`SELECT ${counts.join(' + ')} AS rows`)
  return Number(rows[0].rows)
}

async function thoseLeft(session: pg.Client, tables: readonly string[]): Promise<string[]> {
  const text = 'SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NOT NULL'
  const { rows } = await session.query<{ name: string }>(text, [tables])
  return rows.map(({ name }) => name)
}
