import { FAIL, INFO, OK, type History } from '../../history/history.ts'
import type { CheckResult, Checker, Verdict } from '../checker.ts'
import { bucketsOf, type Buckets } from './buckets.ts'
import { clientCalls, outcome } from './calls.ts'
import { errorClasses, type ErrorClass } from './errors.ts'
import { faultSpans } from './faults.ts'
import { isRead, longestGaps, type Gaps } from './gaps.ts'
import { worstImpact, type FaultImpact, type Meant } from './recovery.ts'

/** Operations that ended within one interval, which begins at `timeNs`. */
export interface Throughput {
  timeNs: number
  ok: number
  fail: number
  info: number
}

export interface AvailabilityResult extends CheckResult, Gaps {
  faults: FaultImpact[]
  errors: ErrorClass[]
  bucketNs: number
  throughput: Throughput[]
}

export interface AvailabilityOptions {
  /** What may be away one by one, each by what is asked of it: the service is back when all of it is. */
  parts?(history: History): Meant[]
}

/**
 * For how long the service was away, from the history alone. It measures and never fails: `unknown` means
 * that no write was ever acknowledged, or that none was after some fault.
 */
export function availability({ parts }: AvailabilityOptions = {}): Checker<AvailabilityResult> {
  return {
    name: 'availability',
    about: 'How long each fault kept clients from writing (RTO), and what they saw meanwhile',
    check(history) {
      const buckets = bucketsOf(history)
      const spans = faultSpans(history)
      const apart = parts?.(history) ?? []
      const faults = spans.map((_, at) => worstImpact(history, spans, at, apart))
      return {
        ...judge(history, faults),
        anomalies: [],
        faults,
        ...longestGaps(history),
        errors: errorClasses(history, buckets),
        bucketNs: buckets.bucketNs,
        throughput: throughput(history, buckets),
      }
    },
  }
}

function judge(history: History, faults: FaultImpact[]): { verdict: Verdict; reason?: string } {
  if (!anyWrite(history)) return { verdict: 'unknown', reason: 'No write was ever acknowledged.' }
  const stuck = faults.find(({ rtoSeconds }) => rtoSeconds === null)
  if (stuck === undefined) return { verdict: 'pass' }
  const where = stuck.nodes.length > 0 ? ` on ${stuck.nodes.join(', ')}` : ''
  return {
    verdict: 'unknown',
    reason: `After the fault ${stuck.fault}${where} no write was acknowledged any more.`,
  }
}

function anyWrite(history: History): boolean {
  let seen = false
  clientCalls(history, (start, end) => {
    seen ||= outcome(history, end) === OK && !isRead(history, start)
  })
  return seen
}

function throughput(history: History, buckets: Buckets): Throughput[] {
  const rows = Array.from({ length: buckets.count }, (_, i) => ({
    timeNs: buckets.startNs(i),
    ok: 0,
    fail: 0,
    info: 0,
  }))
  for (let row = 0; row < history.length; row++) {
    if (!history.isClients(row)) continue
    const bucket = rows[buckets.of(history.timeNs[row])]
    if (history.type[row] === OK) bucket.ok++
    else if (history.type[row] === FAIL) bucket.fail++
    else if (history.type[row] === INFO) bucket.info++
  }
  return rows
}
