import type { Point, Tradeoff } from './results.ts'

/** A line for each point, in units that its head names; names of levels hold no comma. */
export function pointsCsv({ points }: Pick<Tradeoff, 'points'>): string {
  const lines = points.map((point) => columns.map(([, valueOf]) => valueOf(point)).join(','))
  return [columns.map(([name]) => name).join(','), ...lines, ''].join('\n')
}

const columns: [name: string, valueOf: (point: Point) => string | number][] = [
  ['level', ({ level }) => level],
  ['rtt_ms', ({ rttMs }) => rttMs],
  ['clients', ({ clients }) => clients],
  ['rounds', ({ rounds }) => rounds],
  ['commits', ({ commits }) => commits],
  ['commits_per_second', ({ perSecond }) => perSecond.value],
  ['commits_per_second_from', ({ perSecond }) => perSecond.from],
  ['commits_per_second_to', ({ perSecond }) => perSecond.to],
  ['ratio', ({ ratio }) => ratio.value],
  ['ratio_from', ({ ratio }) => ratio.from],
  ['ratio_to', ({ ratio }) => ratio.to],
  ['p50_ms', ({ p50Ms }) => p50Ms],
  ['p95_ms', ({ p95Ms }) => p95Ms],
  ['p99_ms', ({ p99Ms }) => p99Ms],
  ['max_ms', ({ maxMs }) => maxMs],
  ['delayed_bytes', ({ delayedBytes }) => delayedBytes],
]
