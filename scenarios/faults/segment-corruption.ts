import { z } from 'zod'
import { ARCHIVE } from '../services/archive/archive.ts'
import { harmedOn, harmSegment, mendSegment } from '../services/archive/losing.ts'
import { rolesOf } from '../topologies/topology.ts'
import { faultKind } from './kind.ts'

/** Bits rot: there is a segment of that name, and nobody can replay it. */
export const segmentCorruption = faultKind({
  verb: 'corrupt-segment',
  about:
    'the archive spoils the next segment of WAL that it acknowledges; it is whole again after all faults, or before the next one',
  target: 'none',
  settings: z.strictObject({ mended: z.enum(['after', 'before']).default('after') }),
  reaches: (_target, layout) => rolesOf(layout).includes(ARCHIVE),
  make: (_target, { mended }) => ({
    needs: ['exec'],
    lastsMs: mended === 'after' ? Infinity : undefined,
    async inject({ cluster, over }) {
      const [node] = cluster.at(ARCHIVE)
      const segment = await harmSegment(node, 'corrupt', over)
      return {
        nodes: [node.name],
        detail: { segment },
        undo: () => mendSegment(node, 'corrupt', segment),
        effect: async () => ({
          took: (await harmedOn(node, 'corrupt')).includes(segment),
          by: { segment },
        }),
      }
    },
  }),
})
