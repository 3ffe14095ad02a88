import { allOf, type Disturbance } from '../../../runner/disturbance.ts'
import type { Link } from '../../../runner/network/link.ts'

/** Makes the round trip over links so much longer, the half of it on each way; of an odd one more on the way there. */
export async function delay(links: readonly Link[], rttMs: number): Promise<Delay> {
  if (rttMs === 0 || links.length === 0) return noDelay
  const words = `round trip ${rttMs} ms longer`
  const ways = [
    ['upstream', Math.ceil(rttMs / 2)],
    ['downstream', Math.floor(rttMs / 2)],
  ] as const
  const delayed = await allOf(
    links.flatMap((link) =>
      ways.map(([stream, latency]) =>
        link.poison({ type: 'latency', attributes: { latency, jitter: 0 } }, [stream], words),
      ),
    ),
  )
  return { bytes: () => bytesDelayed(delayed), [Symbol.asyncDispose]: delayed.undo }
}

/** In force until it is disposed of. */
export interface Delay extends AsyncDisposable {
  /** That waited for it so far. */
  bytes(): Promise<number>
}

const noDelay: Delay = { bytes: async () => 0, [Symbol.asyncDispose]: async () => {} }

async function bytesDelayed({ effect }: Disturbance): Promise<number> {
  return Number((await effect())?.by.bytesDelayed ?? 0)
}
