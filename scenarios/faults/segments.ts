import { z } from 'zod'
import { measured } from '../../runner/effect.ts'
import { MeetsNothing } from '../../runner/fault.ts'
import { ARCHIVE } from '../services/archive/archive.ts'
import { harmedOn, harmSegment, mendSegment, type Harm } from '../services/archive/losing.ts'
import { rolesOf } from '../topologies/topology.ts'
import { faultKind, type FaultKind } from './kind.ts'

const when = z.enum(['after', 'before']).default('after')

interface SegmentFault {
  verb: string
  about: string
  harm: Harm
  /** When the segment is whole again, whatever that is called: after all faults, or before the next one. */
  settings: z.ZodObject<Record<string, typeof when>>
}

/** Whoever shipped the segment has the archive's word, and will not ship it again. */
function segmentFault({ verb, about, harm, settings }: SegmentFault): FaultKind {
  return faultKind({
    verb,
    about,
    target: 'none',
    settings,
    reaches: (_target, layout) => rolesOf(layout).includes(ARCHIVE),
    make: (_target, chosen) => ({
      needs: ['exec'],
      lastsMs: Object.values(chosen).includes('after') ? Infinity : undefined,
      async inject({ cluster, over }) {
        const [node] = cluster.at(ARCHIVE)
        if (!(await node.running())) throw new MeetsNothing('The archive is down')
        const segment = await harmSegment(node, harm, over)
        const effect = await measured(async () => ({
          took: (await harmedOn(node, harm)).includes(segment),
          by: { segment },
        }))
        return {
          nodes: [node.name],
          detail: { segment },
          undo: () => mendSegment(node, harm, segment),
          effect: async () => effect,
        }
      },
    }),
  })
}

export const segmentFaults: FaultKind[] = [
  // An archive's disk forgets.
  segmentFault({
    verb: 'lose-segment',
    about:
      'the archive loses the next segment of WAL that it acknowledges; it is found again after all faults, or before the next one',
    harm: 'lose',
    settings: z.strictObject({ found: when }),
  }),
  // Bits rot: there is a segment of that name, and nobody can replay it.
  segmentFault({
    verb: 'corrupt-segment',
    about:
      'the archive spoils the next segment of WAL that it acknowledges; it is whole again after all faults, or before the next one',
    harm: 'corrupt',
    settings: z.strictObject({ mended: when }),
  }),
]
