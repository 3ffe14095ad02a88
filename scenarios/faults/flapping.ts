import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { isolation } from '../../runner/network/shapes.ts'
import type { Random } from '../../runner/random.ts'
import { rejoinAll } from '../../runner/topology.ts'
import type { Undo } from '../../runner/undo.ts'
import { faultKind } from './kind.ts'
import { lossMeans, needsOf } from './partitions.ts'
import { everyNode, nodeAt } from './targets.ts'

/** A node whose connection to everybody comes and goes. */
export const flapping = faultKind({
  verb: 'flap',
  about: 'a node is cut off and reached again by turns, each about so many ms long',
  target: 'node',
  settings: z.strictObject({
    every: z.coerce.number().int().min(50).max(60_000).default(500),
    by: lossMeans,
  }),
  make: (target, { every, by }) => ({
    needs: needsOf(by),
    async inject(cluster, random) {
      const { name } = nodeAt(target, cluster, random)
      const ways = isolation(name, everyNode(cluster))
      const over = new AbortController()
      const flaps = flap(() => cluster.links.lose(ways, by), every, random, over.signal)
      // What goes wrong meanwhile is told by the undo, which waits for it.
      flaps.catch(() => {})
      const undo = async () => {
        over.abort()
        await flaps
        await rejoinAll(cluster)
      }
      return { nodes: [name], undo }
    },
  }),
})

async function flap(
  cut: () => Promise<Undo>,
  everyMs: number,
  random: Random,
  signal: AbortSignal,
): Promise<void> {
  const pause = () => {
    const ms = everyMs * (0.5 + random.float())
    return sleep(ms, undefined, { signal }).catch(() => {})
  }
  while (!signal.aborted) {
    const heal = await cut()
    await pause()
    await heal()
    await pause()
  }
}
