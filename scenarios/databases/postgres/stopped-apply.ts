import type { Inspection } from '../../../runner/topology.ts'
import type { PostgresServer } from './server.ts'

/** The inspection that asks whether a server goes on applying what others wrote. */
export const APPLY = 'replication apply'

/** A change that a server could not apply, as its log tells it. */
export interface Refused {
  /** How the server calls whom the change is from. */
  origin: string
  /** Where the refused transaction ends on its publisher. */
  lsn: string
  /** Its error, and of what. */
  text: string
  /** It tries again and again. */
  times: number
}

const line = /^\S+ \S+ \S+ \[(?<pid>\d+)\] (?<severity>ERROR|DETAIL|CONTEXT): +(?<text>.*)$/
const conflict = /^(?:duplicate key value violates|conflict detected on relation)/
const place = /replication origin "(?<origin>[^"]+)".* finished at (?<lsn>[0-9A-F]+\/[0-9A-F]+)/

/** The last change of each origin that met a row that was in its way. */
export function refusedIn(log: string): Refused[] {
  const found = new Map<string, Refused>()
  const errors = new Map<string, string>()
  for (const each of log.split('\n')) {
    const { pid = '', severity, text = '' } = line.exec(each)?.groups ?? {}
    const error = errors.get(pid)
    if (severity === 'ERROR' && conflict.test(text)) errors.set(pid, text)
    else if (severity === 'ERROR') errors.delete(pid)
    if (error === undefined) continue
    if (severity === 'DETAIL') errors.set(pid, `${error}: ${text}`)
    const { origin, lsn } = place.exec(severity === 'CONTEXT' ? text : '')?.groups ?? {}
    if (origin === undefined) continue
    const before = found.get(origin)
    const times = before?.lsn === lsn ? before.times + 1 : 1
    found.set(origin, { origin, lsn, text: error, times })
  }
  return [...found.values()]
}

/** By publisher, what a server can't apply and so goes no further than: it was refused again as it was tried again. */
export async function stoppedApply(server: PostgresServer): Promise<Map<string, Refused>> {
  const refused = refusedIn(await server.node.logs()).filter(({ times }) => times > 1)
  if (refused.length === 0) return new Map()
  const stopped = await server.query<{ publisher: string; origin: string }>(
    `SELECT subname AS publisher, origin
     FROM unnest($1::text[], $2::pg_lsn[]) AS refused (origin, lsn)
          JOIN pg_subscription ON origin = 'pg_' || oid
     WHERE coalesce(pg_replication_origin_progress(origin, true), '0/0') < lsn`,
    [refused.map(({ origin }) => origin), refused.map(({ lsn }) => lsn)],
  )
  return new Map(
    stopped.map(({ publisher, origin }) => [
      publisher,
      refused.find((each) => each.origin === origin)!,
    ]),
  )
}

/** Whose changes it no longer applies, and why, by what tells that. */
export function applyOf(server: PostgresServer, stoppedBy = stoppedApply): Inspection {
  const look = async () =>
    [...(await stoppedBy(server))].map(
      ([publisher, { lsn, text }]) => `nothing of ${publisher} beyond ${lsn}: ${text}`,
    )
  return { tool: APPLY, of: 'apply', node: server.node.name, look }
}
