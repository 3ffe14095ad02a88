import type { Part } from '../../../runner/topology.ts'
import type { PostgresServer } from './server.ts'

const question = `
  SELECT pg_is_in_recovery() AS standby,
         CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END - '0/0' AS lsn,
         CASE WHEN NOT pg_is_in_recovery() THEN left(pg_walfile_name(pg_current_wal_lsn()), 8) END AS timeline`

interface Row {
  standby: boolean
  lsn: string
  timeline: string | null
}

/** What a server says that it is, past every link; rejects soon where it does not answer. */
export async function partOf(server: PostgresServer): Promise<Part> {
  const [{ standby, lsn, timeline }] = await server.look<Row>(question)
  const lsnBytes = Number(lsn)
  return timeline === null
    ? { standby, lsnBytes }
    : { standby, lsnBytes, timeline: Number.parseInt(timeline, 16) }
}

/** A primary, and the timeline that it writes. */
export interface Lead {
  name: string
  timeline: number
}

/**
 * Who leads, of those that say what they are: whoever takes writes on the newest timeline. One that goes on with an older
 * one was replaced, and where nobody takes writes it is still the one that led before.
 */
export function leadAmong(parts: ReadonlyMap<string, Part>, before: Lead): Lead {
  let lead = before
  for (const [name, { standby, timeline = 0 }] of parts)
    if (!standby && timeline > lead.timeline) lead = { name, timeline }
  return lead
}
