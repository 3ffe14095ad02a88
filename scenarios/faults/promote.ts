import { z } from 'zod'
import { SplitbrainError } from '../../history/errors.ts'
import { MeetsNothing, type FaultContext, type Injection } from '../../runner/fault.ts'
import { recordEvent } from '../../runner/recorder.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'
import { faultKind } from './kind.ts'
import { answeringServer, beginsAs, groupOf, serverOf, takingWrites } from './servers.ts'
import { aimed, lead, strike } from './strike.ts'
import { nodeAt } from './targets.ts'

/** Which of several standbys: whoever chance picks, or the one that is the furthest behind. */
const which = z.enum(['any', 'stalest']).default('any')
type Which = z.output<typeof which>

/** Nobody fenced the primary: who has a session with it goes on writing there, and new clients find the other one. */
export const promote = faultKind({
  verb: 'promote',
  about:
    'a standby is promoted by hand and gets the new clients, while the primary lives; that one loses its standbys `lead` ms before',
  target: 'node',
  settings: z.strictObject({ which, lead }),
  reaches: (target, layout) => beginsAs('standby', target, layout),
  make(target, settings, layout) {
    if (settings.which === 'stalest' && target !== 'standby')
      throw new SplitbrainError(
        'usage',
        `promote-${target}:which=stalest names a standby already: use promote-standby:which=stalest.`,
      )
    return {
      needs: ['exec'],
      ...aimed('primary', layout, settings.lead),
      inject: (context) => promoteBeside(context, target, settings),
    }
  },
})

async function promoteBeside(
  context: FaultContext,
  target: string,
  { which: asked, lead: leadMs }: { which: Which; lead: number },
): Promise<Injection> {
  const { cluster, random, record, exclusively } = context
  const { name: to } =
    asked === 'stalest' ? await stalest(cluster) : nodeAt(target, cluster, random)
  const group = groupOf(cluster, { name: to })
  const old = cluster.node(group.primary())
  if (to === old.name) throw new MeetsNothing(`${to} is the primary already`)
  const before = serverOf(cluster, old)
  const after = await answeringServer(cluster, { name: to })
  if ((await takingWrites([after])).length > 0) throw new MeetsNothing(`${to} takes writes already`)
  const turn = async () => {
    // The operator may have been before.
    if (group.primary() !== old.name) throw new MeetsNothing(`${old.name} is no primary any more`)
    return recordEvent(
      record,
      'operator',
      'failover',
      { from: old.name },
      () => group.promote(to),
      (told) => told,
    )
  }
  const struck = await strike(context, old, { leadMs }, () => exclusively(turn))
  const forkBytes = struck.blow.toLsnBytes
  await struck.rejoinStandbys()
  // Asked at once, for whoever is given up or dies later takes none.
  const primaries = await takingWrites([before, after])
  return {
    nodes: [old.name, to],
    undo: async () => {},
    detail: { ...struck.detail, from: old.name, to },
    effect: async () => {
      const went = await before.position().catch(() => ({ lsnBytes: forkBytes }))
      const walBytesOnTheOld = went.lsnBytes - forkBytes
      return {
        took: primaries.includes(to),
        by: { primaries: primaries.join(' and '), walBytesOnTheOld },
      }
    },
  }
}

/** The standby that has replayed the least. */
async function stalest(cluster: Cluster): Promise<Pick<Node, 'name'>> {
  const standbys = (await cluster.observe()).filter(({ role }) => role === 'standby')
  const [last] = standbys.toSorted((a, b) => (a.lsnBytes ?? 0) - (b.lsnBytes ?? 0))
  if (last === undefined) throw new MeetsNothing('No standby answers')
  return { name: last.node }
}
