import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { isolation } from '../../runner/network/shapes.ts'
import { defaultPolicy, patienceMs } from '../../runner/operator.ts'
import type { Random } from '../../runner/random.ts'
import type { Undo } from '../../runner/undo.ts'
import { faultKind } from './kind.ts'
import { lossMeans, needsOf } from './partitions.ts'
import { aimed, lead, strike } from './strike.ts'
import { everyNode, nodeAt } from './targets.ts'

/** A node whose connection to everybody comes and goes; by default it stays away for longer than the operator waits. */
export const flapping = faultKind({
  verb: 'flap',
  about:
    'a node is cut off for so many ms or half as many more, and reached again for a part of that, by turns',
  target: 'node',
  settings: z.strictObject({
    every: z.coerce.number().int().min(50).max(60_000).default(2500),
    lead,
    by: lossMeans,
  }),
  make: (target, { every, lead: leadMs, by }, layout) => ({
    needs: needsOf(by),
    ...aimed(target, layout, leadMs),
    ...(every > patienceMs(defaultPolicy) ? {} : { aim: undefined }),
    async inject(context) {
      const { cluster, random } = context
      const node = nodeAt(target, cluster, random)
      const ways = isolation(node.name, everyNode(cluster))
      const over = new AbortController()
      let flaps = Promise.resolve()
      const struck = await strike(context, node, { leadMs, by }, async () => {
        flaps = flap(() => cluster.links.lose(ways, by), every, random, over.signal)
        // What goes wrong meanwhile is told by the undo, which waits for it.
        flaps.catch(() => {})
      })
      const undo = async () => {
        over.abort()
        await struck.rejoinStandbys()
        await flaps
      }
      return { nodes: [node.name], undo, detail: struck.detail }
    },
  }),
})

async function flap(
  cut: () => Promise<Undo>,
  everyMs: number,
  random: Random,
  signal: AbortSignal,
): Promise<void> {
  const pause = (shareOfEvery: number) => {
    const ms = everyMs * shareOfEvery * (1 + random.float() / 2)
    return sleep(ms, undefined, { signal }).catch(() => {})
  }
  while (!signal.aborted) {
    const heal = await cut()
    await pause(1)
    await heal()
    await pause(0.25)
  }
}
