import { OK, opTypes, type History } from '../../history/history.ts'
import type { OpType } from '../../history/operation.ts'
import { bucketsOf } from '../availability/buckets.ts'
import { clientCalls } from '../availability/calls.ts'
import type { CheckResult, Checker, Verdict } from '../checker.ts'
import { phases } from './phases.ts'
import { Latencies, type Quantiles } from './quantiles.ts'

/** Of all operations that began in one interval, whatever became of them. */
export interface LatencyPoint extends Quantiles {
  timeNs: number
}

export interface LatencySummary extends Quantiles {
  f: string
  outcome: Exclude<OpType, 'invoke'>
  /** `calm`, the name of a fault, or `recovery`. */
  phase: string
}

export interface LatencyResult extends CheckResult {
  bucketNs: number
  series: LatencyPoint[]
  summaries: LatencySummary[]
}

/** How long operations took; under open-loop load from the moment at which each should have begun. It never fails. */
export function latency(): Checker<LatencyResult> {
  return {
    name: 'latency',
    about: 'How long operations took, calm, under each fault and after',
    check,
  }
}

function check(history: History): LatencyResult {
  const buckets = bucketsOf(history)
  const phaseOf = phases(history)
  const series = new Map<number, Latencies>()
  const groups = new Map<string, Group>()
  clientCalls(history, (start, end) => {
    if (end <= start) return
    const startNs = plannedStartNs(history, start)
    const tookNs = history.timeNs[end] - startNs
    const phase = phaseOf(startNs, history.timeNs[end])
    groupOf(groups, history.f[start], history.type[end], phase).latencies.record(tookNs)
    const bucket = buckets.of(startNs)
    if (!series.has(bucket)) series.set(bucket, new Latencies())
    series.get(bucket)!.record(tookNs)
  })
  return {
    ...judge(groups),
    anomalies: [],
    bucketNs: buckets.bucketNs,
    series: [...series]
      .toSorted(([a], [b]) => a - b)
      .map(([bucket, latencies]) => ({
        timeNs: buckets.startNs(bucket),
        ...latencies.quantiles(),
      })),
    summaries: [...groups.values()].map(({ f, type, phase, latencies }) => ({
      f: history.names[f],
      outcome: opTypes[type] as LatencySummary['outcome'],
      phase,
      ...latencies.quantiles(),
    })),
  }
}

/** Operations of one kind, outcome (both as the history numbers them) and phase. */
interface Group {
  f: number
  type: number
  phase: string
  latencies: Latencies
}

function groupOf(groups: Map<string, Group>, f: number, type: number, phase: string): Group {
  const name = `${f} ${type} ${phase}`
  let group = groups.get(name)
  if (!group) groups.set(name, (group = { f, type, phase, latencies: new Latencies() }))
  return group
}

function judge(groups: Map<string, Group>): { verdict: Verdict; reason?: string } {
  return [...groups.values()].some(({ type }) => type === OK)
    ? { verdict: 'pass' }
    : { verdict: 'unknown', reason: 'No operation was seen to begin and to succeed.' }
}

/** When the operation should have begun: a late client must not hide how long its user waited. */
function plannedStartNs(history: History, row: number): number {
  return history.scheduledNs.get(row) ?? history.timeNs[row]
}
