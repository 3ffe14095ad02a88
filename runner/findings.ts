import { clientCalls, faultCalls, nodeOf, outcome } from '../checkers/availability/calls.ts'
import { faultSpans } from '../checkers/availability/faults.ts'
import { inspectionsOf } from '../checkers/integrity/inspections.ts'
import { effectText } from '../history/effect.ts'
import { UNMET } from '../history/events.ts'
import { OK, type History } from '../history/history.ts'
import type { Claim, Judged } from './claim.ts'
import { isFinalRead } from './final-reads.ts'
import type { ClaimResult, Finding } from './results.ts'

export const noTrial: Finding = {
  verdict: 'unknown',
  reason: 'No claim was on trial, for none speaks of what these faults bring about.',
}

/** What was asked for and is not in the history says nothing of what it would have done. */
export function neverHappened(history: History, faults: readonly { name: string }[]): Finding[] {
  const happened = faultSpans(history)
    .filter(({ inForceRow }) => history.type[inForceRow] === OK)
    .map(({ fault }) => fault)
  return faults.flatMap(({ name }) => {
    const at = happened.indexOf(name)
    if (at < 0)
      return { verdict: 'unknown', reason: `The fault ${name} was asked for and never happened.` }
    happened.splice(at, 1)
    return []
  })
}

/** What a schedule waited for in vain says nothing of what was to come after it. */
export function neverCameTrue(history: History): Finding[] {
  const findings: Finding[] = []
  faultCalls(history, (start) => {
    if (history.names[history.f[start]] !== UNMET) return
    const { when, waitedMs, what } = history.value[start] as Record<string, unknown>
    const waiting = what === undefined ? '' : `, and ${what} waited for it`
    const reason = `The condition ${JSON.stringify(when)} did not come true in ${Number(waitedMs) / 1000} s${waiting}.`
    findings.push({ verdict: 'unknown', reason })
  })
  return findings
}

/** A fault that did nothing tried nothing, whatever the claims say; where its undo tells no effect, nothing is known against it. */
export function withoutEffect(history: History): Finding[] {
  return faultSpans(history).flatMap(({ fault, nodes, effect }): Finding[] => {
    if (effect === undefined || effect.took === true) return []
    const where = nodes.length > 0 ? ` on ${nodes.join(', ')}` : ''
    const what = effect.took === 'unknown' ? 'may have done nothing' : 'did nothing'
    return [
      {
        verdict: 'unknown',
        reason: `The fault ${fault}${where} ${what}: effect ${effectText(effect)}.`,
      },
    ]
  })
}

/** What nobody could look at in the end may be anything: a copy that was not read, a node that a tool could not inspect. */
export function unlookedAt(history: History): Finding[] {
  const unread: string[] = []
  clientCalls(history, (start, end) => {
    if (!isFinalRead(history.process[start])) return
    if (end >= 0 && outcome(history, end) === OK) return
    const why = history.errors.get(end) ?? 'no answer'
    unread.push(`What ${nodeOf(history, start)} holds in the end could not be read: ${why}.`)
  })
  const undone = inspectionsOf(history).undone.map((why) => `It could not be inspected, ${why}.`)
  return [...unread, ...undone].map((reason) => ({ verdict: 'unknown', reason }))
}

/** What a checker found is told by a claim that speaks of just that, or else it makes the run red. */
export function beyondClaims(
  judged: Judged,
  claims: readonly Claim[],
  decided: readonly ClaimResult[],
): Finding[] {
  const speaking = thoseThatSpeak(claims, decided)
  return Object.entries(judged.checks)
    .filter(([, { verdict }]) => verdict === 'fail')
    .flatMap(([check, { anomalies, reason }]) => {
      const beyond = anomalies.filter(
        (anomaly) => !speaking.some((claim) => claim.covers(check, anomaly, judged)),
      )
      if (anomalies.length > 0 && beyond.length === 0) return []
      const told = beyond[0]?.summary ?? reason ?? 'the checker says so'
      const more = beyond.length > 1 ? ` (and ${beyond.length - 1} more)` : ''
      return { verdict: 'fail', reason: `No claim allows what ${check} found: ${told}${more}` }
    })
}

/** What a claim allows, it allows of sound files: whether a fault that damaged some did it, nobody can tell. */
export function besideDamage(
  history: History,
  judged: Judged,
  claims: readonly Claim[],
  decided: readonly ClaimResult[],
): Finding[] {
  const damaging = faultSpans(history).find(({ inForceRow }) => hasDamaged(history, inForceRow))
  if (damaging === undefined) return []
  const speaking = thoseThatSpeak(claims, decided)
  return Object.entries(judged.checks).flatMap(([check, { anomalies }]): Finding[] => {
    const allowed = anomalies.find((anomaly) => {
      const allowing = speaking.filter((claim) => claim.covers(check, anomaly, judged))
      return allowing.length > 0 && !allowing.some(({ ofDamage }) => ofDamage)
    })
    if (allowed === undefined) return []
    const reason = `A claim allows what ${check} found, but ${damaging.fault} damaged a file and may have caused it: ${allowed.summary}`
    return [{ verdict: 'unknown', reason }]
  })
}

function hasDamaged({ value }: History, row: number): boolean {
  return (value[row] as { damage?: unknown } | null)?.damage !== undefined
}

function thoseThatSpeak(claims: readonly Claim[], decided: readonly ClaimResult[]): Claim[] {
  return claims.filter((_, i) => decided[i].verdict !== 'unknown' || decided[i].wouldHold)
}
