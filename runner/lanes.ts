import type { Lanes } from './topology.ts'
import type { Request } from './workload.ts'

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
    for (;;) {
      const request = waiting[mine].shift() ?? next()
      const lane = lanes.of(request)
      if (lane < 0 || lane === mine) return request
      waiting[lane].push(request)
    }
  }
}
