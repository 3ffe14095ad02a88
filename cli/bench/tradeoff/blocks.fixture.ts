import { Latencies } from '../../../runner/latencies.ts'
import type { Block, Cell } from './block.ts'

/** A block in which each level had this many commits a second, each as long as all others. */
export function block(
  { round = 0, rttMs = 0, clients = 1 }: Partial<Cell>,
  perSecond: Record<string, number>,
): Block {
  const turns = Object.entries(perSecond).map(([level, rate]) => {
    const commits = 20
    const busyMs = (1000 * commits * clients) / rate
    const latencies = new Latencies()
    for (let i = 0; i < commits; i++) latencies.record((busyMs / commits) * 1e6)
    return [level, { commits, busyMs, latencies: latencies.encoded(), delayedBytes: rttMs * 1000 }]
  })
  return { round, rttMs, clients, turns: Object.fromEntries(turns) }
}
