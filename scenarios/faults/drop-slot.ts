import { z } from 'zod'
import { measured } from '../../runner/effect.ts'
import { MeetsNothing, type FaultContext, type Injection } from '../../runner/fault.ts'
import { dropSlot, keepFor, slotsOf } from '../databases/postgres/slots.ts'
import { until } from '../databases/postgres/until.ts'
import { aimOf, faultKind } from './kind.ts'
import { answeringServer, beginsAs, groupOf, serverOf } from './servers.ts'
import { nodeAt } from './targets.ts'

/** A standby that can go on where it was does so at once. */
const RESUME_LIMIT_MS = 3_000

/** Somebody takes a slot for one that nobody needs any more. */
export const dropASlot = faultKind({
  verb: 'drop-slot',
  about:
    'the replication slot of a standby is dropped: it can’t stream, and its WAL is kept no more',
  target: 'node',
  settings: z.strictObject({}),
  reaches: (target, layout) => (layout.slots ?? false) && beginsAs('standby', target, layout),
  make: (target, _, layout) => ({
    needs: ['exec'],
    aim: aimOf(target, layout),
    inject: (context) => dropSlotOf(context, target),
  }),
})

async function dropSlotOf({ cluster, random }: FaultContext, target: string): Promise<Injection> {
  const standby = nodeAt(target, cluster, random)
  const group = groupOf(cluster, standby)
  const primary = group.primary()
  const server = await answeringServer(cluster, { name: primary })
  if (!(await slotsOf(server)).includes(standby.name))
    throw new MeetsNothing(`${primary} has no slot for ${standby.name}`)
  await dropSlot(server, standby.name)
  // Asked at once, for whoever is promoted later has slots of its own.
  const effect = await measured(async () => {
    const left = await slotsOf(server)
    return { took: !left.includes(standby.name), by: { slotsLeft: left.length } }
  })
  return {
    nodes: [primary, standby.name],
    detail: { away: [standby.name] },
    effect: async () => effect,
    undo: async () => {
      // Whoever was promoted meanwhile has made slots of its own.
      if (group.primary() !== primary) return
      const resumed = async () => {
        await keepFor(server, standby.name)
        await until(
          async () => ((await serverOf(cluster, standby).receives()) ? undefined : 'It waits'),
          RESUME_LIMIT_MS,
        )
      }
      // What it lacks is gone by now, or it is down.
      await resumed().catch(() => group.copyAnew(standby))
    },
  }
}
