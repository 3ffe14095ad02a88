import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Effect } from '../../history/effect.ts'
import { sumOf, type Disturbance } from '../../runner/disturbance.ts'
import { measured } from '../../runner/effect.ts'
import { crashOnce, DOWN_MS } from './crash.ts'
import { faultKind } from './kind.ts'
import { repeat } from './repeated.ts'
import { isDatabase } from './servers.ts'
import { nodeAt } from './targets.ts'

const ms = z.coerce.number().int().min(1).max(60_000)

/** A server that recovers only to crash again, as one that a query or a page brings down each time. */
export const crashLoop = faultKind({
  verb: 'crash-loop',
  about:
    'a database server crashes and starts again by itself after `down` ms, again and again, `every` ms after it is back',
  target: 'node',
  settings: z.strictObject({ down: ms.default(DOWN_MS), every: ms.default(1000) }),
  reaches: isDatabase,
  make: (target, { down, every }) => ({
    needs: ['exec'],
    async inject(context) {
      const { cluster, random, over } = context
      const node = nodeAt(target, cluster, random)
      const effects: (Effect | undefined)[] = []
      let first: Disturbance | undefined = await crashOnce(node, context)
      const round = async (signal: AbortSignal) => {
        const crash = first ?? (await crashOnce(node, context))
        first = undefined
        await sleep(down, undefined, { signal }).catch(() => {})
        effects.push(await measured(crash.effect))
        await crash.undo()
      }
      const loop = repeat(round, every, over)
      const effect = async () => {
        await loop.end()
        const { took = false, by } = sumOf(effects) ?? {}
        return { took, by: { crashes: effects.length, ...by } }
      }
      // A run that is over by now has begun no round.
      const undo = async () => {
        await loop.end()
        await first?.undo()
      }
      return { nodes: [node.name], undo, effect }
    },
  }),
})
