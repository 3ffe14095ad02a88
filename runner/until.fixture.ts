import { setTimeout as sleep } from 'node:timers/promises'

/** Far beyond what any of it takes, so that a wait in a test has an end and tells what it was for. */
const LIMIT_MS = 60_000
const PAUSE_MS = 20

export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = LIMIT_MS,
): Promise<void> {
  const end = performance.now() + limitMs
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited ${limitMs / 1000} s in vain: ${what}`)
    await sleep(PAUSE_MS)
  }
}
