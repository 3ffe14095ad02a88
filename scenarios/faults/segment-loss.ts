import { z } from 'zod'
import { ARCHIVE } from '../services/archive/archive.ts'
import { harmSegment, mendSegment } from '../services/archive/losing.ts'
import { rolesOf } from '../topologies/topology.ts'
import { faultKind } from './kind.ts'

/** An archive's disk forgets: whoever shipped the segment has the archive's word, and will not ship it again. */
export const segmentLoss = faultKind({
  verb: 'lose-segment',
  about:
    'the archive loses the next segment of WAL that it acknowledges; it is found again after all faults, or before the next one',
  target: 'none',
  settings: z.strictObject({ found: z.enum(['after', 'before']).default('after') }),
  reaches: (_target, layout) => rolesOf(layout).includes(ARCHIVE),
  make: (_target, { found }) => ({
    needs: ['exec'],
    lastsMs: found === 'after' ? Infinity : undefined,
    async inject({ cluster, over }) {
      const [node] = cluster.at(ARCHIVE)
      const segment = await harmSegment(node, 'lose', over)
      const undo = () => mendSegment(node, 'lose', segment)
      // Its name was found among those that the archive has lost.
      const effect = async () => ({ took: true, by: { segment } })
      return { nodes: [node.name], detail: { segment }, undo, effect }
    },
  }),
})
