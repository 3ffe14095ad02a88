import { setTimeout as sleep } from 'node:timers/promises'
import { recordMoment, type Recorder } from './recorder.ts'
import type { Group } from './topology.ts'

const INTERVAL_MS = 250

/** Asks a group's primary how it answers commits, and records it at the beginning and whenever it changes. */
export async function watchMode(
  group: Group,
  record: Recorder,
  signal: AbortSignal,
): Promise<void> {
  let known: string | undefined
  while (!signal.aborted) {
    // A primary that is down or frozen says nothing; who was asked last is still what is known.
    const mode = await group.mode().catch(() => undefined)
    const said = JSON.stringify(mode)
    if (mode !== undefined && said !== known && !signal.aborted) {
      known = said
      recordMoment(record, 'observed', 'mode', { ...mode })
    }
    await sleep(INTERVAL_MS, undefined, { signal }).catch(() => {})
  }
}
