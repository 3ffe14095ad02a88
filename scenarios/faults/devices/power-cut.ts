import { z } from 'zod'
import { faultKind } from '../kind.ts'
import { aimed, lead, strike } from '../strike.ts'
import { nodesAt } from '../targets.ts'
import { diskAt, haveDevices, only } from './disks.ts'
import { losePower } from './lose-power.ts'

/** Of the blocks that nobody had flushed so many of a hundred had come to the medium, as a disk writes in any order. */
export const keep = z.coerce.number().int().min(0).max(100).default(0)

/** What a kill of processes alone never shows: the machine's memory is gone, and its disk's. */
export const powerCut = faultKind({
  verb: 'power-cut',
  about:
    'a node loses its power: its disk forgets what was not flushed, but for `keep` % of its blocks, and everything on the node is gone; a primary loses its standbys `lead` ms before',
  target: 'node',
  meetsAll: true,
  settings: z.strictObject({ keep, lead: lead.default(0) }),
  only,
  reaches: haveDevices,
  make: (target, { keep: keepPercent, lead: leadMs }, layout) => ({
    needs: ['kill', 'disks'],
    ...aimed(target, layout, leadMs),
    async inject(context) {
      const { cluster, random } = context
      const nodes = nodesAt(target, cluster, random)
      const meant = await Promise.all(
        nodes.map(async (node) => ({ node, mounted: await diskAt(cluster, node) })),
      )
      const primary = cluster.guarded?.[0]?.primary()
      const first = nodes.find(({ name }) => name === primary) ?? nodes[0]
      // Where its standbys are struck with it, it goes on alone for no moment.
      const goesOnMs = nodes.length > 1 ? 0 : leadMs
      const { blow, detail, rejoinStandbys } = await strike(
        context,
        first,
        { leadMs: goesOnMs },
        () => context.exclusively(() => losePower(context, meant, keepPercent)),
      )
      // The node is gone, so nothing gets through any more.
      await rejoinStandbys()
      return { nodes: nodes.map(({ name }) => name), detail, ...blow }
    },
  }),
})
