import { setTimeout as sleep } from 'node:timers/promises'

const PAUSE_MS = 50

/** The version of the Toxiproxy server whose API is at `url`; rejects when it hasn't told within the limit. */
export async function serverVersion(url: string, limitMs: number): Promise<string> {
  const signal = AbortSignal.timeout(limitMs)
  for (;;) {
    try {
      const answer = await fetch(`${url}/version`, { signal })
      const { version } = (await answer.json()) as { version?: unknown }
      if (typeof version === 'string') return version
      throw new Error(`${url} is something else than a Toxiproxy server`)
    } catch (error) {
      if (signal.aborted || !isStarting(error)) throw error
      await sleep(PAUSE_MS)
    }
  }
}

/** Whoever refuses or drops a connection may only be about to listen. */
function isStarting(error: unknown): boolean {
  return error instanceof TypeError && error.message === 'fetch failed'
}
