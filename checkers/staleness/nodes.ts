import type { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { nodeOf } from '../availability/calls.ts'
import type { Age } from './guarantees.ts'

/** How far the reads of one node were behind; a read that showed all counts as 0 behind. */
export interface NodeStaleness {
  node: string | null
  reads: number
  stale: number
  p50Seconds: number
  p99Seconds: number
  maxSeconds: number
  p50Versions: number
  p99Versions: number
  maxVersions: number
  /** The oldest read, if any was behind. */
  worst: Operation | null
}

export function byNode(history: History, ages: Age[]): NodeStaleness[] {
  return [...Map.groupBy(ages, ({ end }) => nodeOf(history, end))].map(([node, ofNode]) => {
    const oldest = ofNode.reduce((worst, age) => (age.ageNs > worst.ageNs ? age : worst))
    const seconds = quantiles(ofNode.map(({ ageNs }) => ageNs / 1e9))
    const versions = quantiles(ofNode.map((age) => age.versions))
    return {
      node,
      reads: ofNode.length,
      stale: ofNode.filter(isStale).length,
      p50Seconds: seconds.p50,
      p99Seconds: seconds.p99,
      maxSeconds: seconds.max,
      p50Versions: versions.p50,
      p99Versions: versions.p99,
      maxVersions: versions.max,
      worst: isStale(oldest) ? history.operation(oldest.end) : null,
    }
  })
}

/** A read can be behind without an age, where no time was recorded. */
export function isStale({ versions }: Age): boolean {
  return versions > 0
}

/** The smallest value that at least this share of all do not exceed. */
function quantiles(values: number[]): { p50: number; p99: number; max: number } {
  const sorted = Float64Array.from(values).sort()
  const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1]
  return { p50: at(0.5), p99: at(0.99), max: at(1) }
}
