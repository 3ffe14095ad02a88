import type { History } from '../../history/history.ts'

const SHORTEST_NS = 1e8
const AT_MOST = 200

/** The run cut into equal intervals for charts: at most some 200, of 1, 2 or 5 times a power of ten. */
export interface Buckets {
  bucketNs: number
  count: number
  /** The time at which an interval begins. */
  startNs(bucket: number): number
  /** The interval that holds a time; a time outside of the run belongs to the nearest one. */
  of(timeNs: number): number
}

export function bucketsOf(history: History): Buckets {
  if (history.length === 0)
    return { bucketNs: SHORTEST_NS, count: 0, startNs: () => 0, of: () => 0 }
  const start = history.timeNs[0]
  const end = history.timeNs[history.length - 1]
  const bucketNs = roundUp(Math.max(SHORTEST_NS, (end - start) / AT_MOST))
  const firstNs = Math.floor(start / bucketNs) * bucketNs
  const count = Math.floor((end - firstNs) / bucketNs) + 1
  const of = (timeNs: number) =>
    Math.min(count - 1, Math.max(0, Math.floor((timeNs - firstNs) / bucketNs)))
  const startNs = (bucket: number) => firstNs + bucket * bucketNs
  return { bucketNs, count, startNs, of }
}

function roundUp(ns: number): number {
  const power = 10 ** Math.floor(Math.log10(ns))
  return power * ([1, 2, 5].find((step) => step * power >= ns) ?? 10)
}
