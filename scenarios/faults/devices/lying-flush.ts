import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { allOf } from '../../../runner/disturbance.ts'
import type { FaultContext, Injection } from '../../../runner/fault.ts'
import { faultKind } from '../kind.ts'
import { aimed, strike } from '../strike.ts'
import { nodesAt } from '../targets.ts'
import { diskAt, haveDevices, only } from './disks.ts'
import { losePower } from './lose-power.ts'

/** What makes fsync worth nothing, and nobody knows of before the power fails. */
export const lyingFlush = faultKind({
  verb: 'lying-flush',
  about:
    'for `lies` ms a node’s disk says that it flushed and has not, and then the node loses its power: the disk forgets all that was written meanwhile',
  target: 'node',
  meetsAll: true,
  settings: z.strictObject({ lies: z.coerce.number().int().min(1).max(60_000).default(1_000) }),
  only,
  reaches: haveDevices,
  make: (target, { lies }, layout) => ({
    needs: ['kill', 'disks'],
    ...aimed(target, layout, 0),
    leadMs: lies,
    inject: (context) => lie(context, target, lies),
  }),
})

async function lie(context: FaultContext, target: string, liesMs: number): Promise<Injection> {
  const { cluster, random, over, exclusively } = context
  const nodes = nodesAt(target, cluster, random)
  const meant = await Promise.all(
    nodes.map(async (node) => ({ node, mounted: await diskAt(cluster, node) })),
  )
  const seed = random.int(2 ** 31)
  const lying = await allOf(
    meant.map(({ mounted }) => mounted.disk.inject({ kind: 'ignore-flush' }, seed)),
  )
  try {
    await sleep(liesMs, undefined, { signal: over })
    const primary = cluster.guarded?.[0]?.primary()
    const first = nodes.find(({ name }) => name === primary) ?? nodes[0]
    const { blow, detail } = await strike(context, first, { leadMs: 0 }, () =>
      exclusively(async () => {
        const lied = await lying.effect()
        return { lied, lost: await losePower(context, meant, 0) }
      }),
    )
    const { lied, lost } = blow
    const effect = async () => {
      const power = await lost.effect()
      const took = lied?.took === true && power?.took === true
      return { took, by: { ...lied?.by, ...power?.by } }
    }
    return { nodes: nodes.map(({ name }) => name), detail, undo: lost.undo, effect }
  } finally {
    await lying.undo()
  }
}
