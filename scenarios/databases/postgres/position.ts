import type { StandingSession } from './standing-session.ts'

export interface Position {
  standby: boolean
  lsnBytes: number
  replayedBytes: number
}

/** What a server that answers queries says of itself. */
export async function positionOf(session: StandingSession): Promise<Position> {
  const [row] = await session.query<{ standby: boolean; lsn: string; replayed: string }>(
    `SELECT pg_is_in_recovery() AS standby,
            CASE WHEN pg_is_in_recovery()
                 THEN greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
                 ELSE pg_current_wal_lsn() END - '0/0' AS lsn,
            CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                 ELSE pg_current_wal_lsn() END - '0/0' AS replayed`,
  )
  return {
    standby: row.standby,
    lsnBytes: Number(row.lsn),
    replayedBytes: Number(row.replayed),
  }
}
