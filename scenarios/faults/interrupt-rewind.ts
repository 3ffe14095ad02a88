import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { MeetsNothing, type FaultContext, type Injection } from '../../runner/fault.ts'
import type { Cluster } from '../../runner/topology.ts'
import { counts, interrupted } from '../databases/postgres/interrupted-rewind.ts'
import { leftByRewind } from '../databases/postgres/left-by-rewind.ts'
import { returned } from '../databases/postgres/returned.ts'
import { comingsBack, type Rewinding } from '../databases/postgres/rewinding.ts'
import { crashOnce, DOWN_MS } from './crash.ts'
import { faultKind } from './kind.ts'
import { beginsAs, groupOf, serverOf } from './servers.ts'
import { aimed, lead, strike } from './strike.ts'
import { nodeAt } from './targets.ts'

const POLL_MS = 20

const settings = z.strictObject({
  lead,
  kilobytes: z.coerce.number().int().min(1).max(1_000_000).default(2_000),
  back: z.enum(comingsBack).default('start'),
})

/** A rewind writes over what it finds, file by file: it may end between any two, and nothing in the data says that it did. */
export const interruptRewind = faultKind({
  verb: 'interrupt-rewind',
  about:
    'a primary dies and is rewound once another has its place, which crashes when it has sent so many kilobytes, and is soon there again; then the old one is brought `back`: as it was left (start), rewound again, or by a new copy (clone)',
  target: 'node',
  settings,
  reaches: (target, { rewinds = false, ...layout }) =>
    rewinds && beginsAs('primary', target, layout),
  make: (target, given, layout) => ({
    needs: ['kill', 'exec', 'client-programs'],
    ...aimed(target, layout, given.lead),
    inject: (context) => interrupt(context, target, given),
  }),
})

async function interrupt(
  context: FaultContext,
  target: string,
  { lead: leadMs, kilobytes, back }: z.output<typeof settings>,
): Promise<Injection> {
  const { cluster, random, over, exclusively } = context
  const { links } = cluster
  const node = nodeAt(target, cluster, random)
  const group = groupOf(cluster, node)
  if (group.primary() !== node.name) throw new MeetsNothing(`${node.name} is no primary`)
  if (!(await counts(links))) throw new MeetsNothing('Nobody counts what goes over links')
  const struck = await strike(context, node, { leadMs }, () => node.kill())
  await struck.rejoinStandbys()
  while (group.primary() === node.name) await sleep(POLL_MS, undefined, { signal: over })
  return exclusively(async () => {
    const [old, source] = [node.name, group.primary()].map((name) => serverOf(cluster, { name }))
    const operator = cluster as Cluster & Rewinding
    const { effect: death, ...rewind } = await interrupted(
      { links, link: links.between(node.name, source.node.name), leastBytes: kilobytes * 1000 },
      () => operator.tryRewind(node),
      { strike: () => crashOnce(source.node, context), downMs: DOWN_MS },
      over,
    )
    const left = await leftByRewind(node)
    const came = await returned(old, source, () => operator.comeBack(node, back))
    return {
      nodes: [node.name, source.node.name],
      detail: {
        ...struck.detail,
        rewind: { source: source.node.name, ...rewind, left, back, ...came },
      },
      undo: async () => {
        // What only stands there beside the others is no standby, whatever it answers.
        if (came.follows) return
        old.disconnect()
        await node.kill()
        group.copyAnew(node)
      },
      effect: async () => ({
        took: death?.took === true && rewind.exitCode !== 0,
        by: {
          bytesBefore: rewind.struckAtBytes ?? 0,
          rewindEndedWith: rewind.exitCode,
          ...death?.by,
        },
      }),
    }
  })
}
