import type { Lanes } from './topology.ts'
import type { Request } from './workload.ts'

/** So many requests wait for a lane at most; of one that is stuck, what comes later is made by nobody. */
const WAITING = 100
/** Who draws nothing of its own so often has no work, and takes what comes. */
const DRAWS = 1000

/** What a slot draws next: the next request of all, or where there are lanes, the next one of its own. */
export function drawing(
  next: () => Request,
  concurrency: number,
  lanes?: Lanes,
): (slot: number) => Request {
  if (lanes === undefined || concurrency < lanes.count) return next
  // What was drawn for another lane waits for it, in the order in which it was drawn.
  const waiting = Array.from({ length: lanes.count }, (): Request[] => [])
  return (slot) => {
    const mine = slot % lanes.count
    const kept = waiting[mine].shift()
    if (kept !== undefined) return kept
    for (let i = 0; i < DRAWS; i++) {
      const request = next()
      const lane = lanes.of(request)
      if (lane < 0 || lane === mine) return request
      if (waiting[lane].length < WAITING) waiting[lane].push(request)
    }
    return next()
  }
}
