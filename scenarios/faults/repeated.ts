import { setTimeout as sleep } from 'node:timers/promises'

/** Something that goes on by itself until it is taken back or the run is over. */
export interface Repeated {
  /** Has it end, and waits for that. */
  end(): Promise<void>
}

/**
 * Does something again and again, each time so many milliseconds after it did it last. A round that fails, as one on a
 * server that was killed meanwhile, is followed by the next all the same: what came of them is counted, not hoped.
 */
export function repeat(
  round: (signal: AbortSignal) => Promise<void>,
  everyMs: number,
  over: AbortSignal,
): Repeated {
  const end = new AbortController()
  const signal = AbortSignal.any([over, end.signal])
  const going = (async () => {
    while (!signal.aborted) {
      await round(signal).catch(() => {})
      await sleep(everyMs, undefined, { signal }).catch(() => {})
    }
  })()
  return {
    end: async () => {
      end.abort()
      await going
    },
  }
}
