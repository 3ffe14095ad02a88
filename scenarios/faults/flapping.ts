import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Effect } from '../../history/effect.ts'
import { sumOf, type Disturbance } from '../../runner/disturbance.ts'
import type { FaultContext } from '../../runner/fault.ts'
import { recordMoment } from '../../runner/recorder.ts'
import { measured } from '../../runner/effect.ts'
import { alone, canBeAlone } from './isolation.ts'
import { patienceOf } from '../topologies/topology.ts'
import { disksBeyond } from './disks-beyond.ts'
import { faultKind } from './kind.ts'
import { lossMeans, needsOf } from './loss.ts'
import { lostBy, netOf } from './net.ts'
import { aimed, lead, strike } from './strike.ts'
import { nodeAt } from './targets.ts'

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
  reaches: canBeAlone,
  make: (target, { every, lead: leadMs, by }, layout) => {
    const { aim, leadMs: leadTime } = aimed(target, layout, leadMs)
    const staysAway = every > patienceOf(layout)
    return {
      needs: needsOf(by),
      aim: staysAway ? aim : undefined,
      leadMs: leadTime,
      async inject(context) {
        const { cluster, random } = context
        const node = nodeAt(target, cluster, random)
        const ways = lostBy(alone, node.name, netOf(cluster), random)
        const end = new AbortController()
        let flaps = Promise.resolve<Effects>([])
        const struck = await strike(context, node, { leadMs, by }, async () => {
          const cut = () => cluster.links.lose(ways, by)
          flaps = flap(node.name, cut, every, context, end.signal)
          // What goes wrong meanwhile is told by the undo, which waits for it.
          flaps.catch(() => {})
        })
        const undo = async () => {
          end.abort()
          await struck.rejoinStandbys()
          await flaps
        }
        const effect = async () => {
          end.abort()
          return sumOf(await flaps)
        }
        const detail = { ...struck.detail, ...disksBeyond(cluster, ways) }
        return { nodes: [node.name], undo, effect, detail }
      },
    }
  },
})

/** Of each time that the node was away. */
type Effects = (Effect | undefined)[]

/** Until it is taken back or the run is over; when the node was away is told, for a fault's begin and end don't. */
async function flap(
  node: string,
  cut: () => Promise<Disturbance>,
  everyMs: number,
  { random, record, over }: FaultContext,
  takenBack: AbortSignal,
): Promise<Effects> {
  const effects: Effects = []
  const signal = AbortSignal.any([over, takenBack])
  const tell = (what: 'away' | 'back') => recordMoment(record, 'observed', what, { node })
  const pause = (shareOfEvery: number) => {
    const ms = everyMs * shareOfEvery * (1 + random.float() / 2)
    return sleep(ms, undefined, { signal }).catch(() => {})
  }
  while (!signal.aborted) {
    const { undo: heal, effect } = await cut()
    tell('away')
    await pause(1)
    effects.push(await measured(effect))
    await heal()
    tell('back')
    await pause(0.25)
  }
  return effects
}
