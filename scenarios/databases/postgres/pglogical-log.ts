import type { Refused } from './stopped-apply.ts'

/** A change that met a row which its origin had not written last, and what was made of it. */
export interface SettledConflict {
  /** What the change is, and of which table. */
  change: string
  resolution: 'apply_remote' | 'keep_local' | 'skip'
  /** When the row that was there and the change were committed, where that is told. */
  localAt?: string
  remoteAt?: string
}

const line =
  /\[(?<pid>\d+)\] pglogical apply \S+ (?<severity>LOG|ERROR|DETAIL|CONTEXT): +(?<text>.*)$/
const conflict =
  /^CONFLICT: remote (?<change>\w+ on relation \S+) .*Resolution: (?<resolution>\w+)\.$/
const times =
  /^existing local tuple .*,timestamp=(?<localAt>[^;]+); remote tuple .*,timestamp=(?<remoteAt>[^,]+),/

/** Every conflict that the workers of a node settled, by its log, in order. */
export function settledIn(log: string): SettledConflict[] {
  const found: SettledConflict[] = []
  const last = new Map<string, SettledConflict>()
  for (const { pid, severity, text } of linesOf(log)) {
    const told = severity === 'LOG' ? conflict.exec(text)?.groups : undefined
    if (told !== undefined) {
      const { change, resolution } = told as unknown as SettledConflict
      const settled: SettledConflict = { change, resolution }
      found.push(settled)
      last.set(pid, settled)
    } else if (severity === 'DETAIL') Object.assign(last.get(pid) ?? {}, times.exec(text)?.groups)
    else if (severity !== 'CONTEXT') last.delete(pid)
  }
  return found
}

const REFUSAL = 'cannot apply conflicting row'
const place =
  /in commit before (?<lsn>[0-9A-F]+\/[0-9A-F]+), .* from node replorigin (?<origin>\d+)/
const action = /^apply (?<action>\w+) from remote relation (?<table>\S+)/

/** The last change of each origin that a node refused for a conflict, and where its commit is; pglogical's number is the origin. */
export function refusedByRule(log: string): Refused[] {
  const found = new Map<string, Refused>()
  const refusing = new Set<string>()
  for (const { pid, severity, text } of linesOf(log)) {
    if (severity === 'ERROR' && text === REFUSAL) refusing.add(pid)
    const { lsn, origin } = (severity === 'CONTEXT' && place.exec(text)?.groups) || {}
    if (lsn === undefined || !refusing.delete(pid)) continue
    const before = found.get(origin)
    const { action: what = 'change', table = 'a table' } = action.exec(text)?.groups ?? {}
    found.set(origin, {
      origin,
      lsn,
      text: `${REFUSAL}: ${what} of ${table}`,
      times: before?.lsn === lsn ? before.times + 1 : 1,
    })
  }
  return [...found.values()]
}

function linesOf(log: string): { pid: string; severity: string; text: string }[] {
  return log.split('\n').flatMap((each) => {
    const { pid, severity, text } = line.exec(each)?.groups ?? {}
    return pid === undefined ? [] : [{ pid, severity, text }]
  })
}
