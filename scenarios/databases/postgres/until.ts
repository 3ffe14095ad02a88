import { setTimeout as sleep } from 'node:timers/promises'
import { SplitbrainError } from '../../../history/errors.ts'

const PAUSE_MS = 50

/**
 * Asks again and again until nothing stands in the way any more. What does is told in words, as the beginning of a
 * sentence; it is the `timeout` error where it still does after `limitMs`. Rejects with the signal.
 */
export async function until(
  obstacle: () => Promise<string | undefined>,
  limitMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const end = performance.now() + limitMs
  for (let words; (words = await obstacle()) !== undefined;) {
    if (performance.now() > end)
      throw new SplitbrainError(
        'timeout',
        `${words} in ${limitMs / 1000} s; its log is in the run's folder.`,
      )
    await sleep(PAUSE_MS, undefined, { signal })
  }
}
