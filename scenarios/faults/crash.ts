import { z } from 'zod'
import { CRASH } from '../../checkers/availability/deaths.ts'
import type { Disturbance } from '../../runner/disturbance.ts'
import type { FaultContext } from '../../runner/fault.ts'
import { recordMoment } from '../../runner/recorder.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import { faultKind } from './kind.ts'
import { isDatabase, isMariadb } from './servers.ts'
import { aimed, lead, strike } from './strike.ts'
import { nodeAt } from './targets.ts'

/** Too short for anybody to give the server up, and long enough for the answers that were under way to arrive. */
export const DOWN_MS = 100

/** What a server recovers from by itself: its node goes on, and nobody takes its place. */
export const crash = faultKind({
  verb: 'crash',
  about:
    'kill -9 of all that a database server does; it starts again by itself 100 ms later; a primary loses its standbys `lead` ms before',
  target: 'node',
  settings: z.strictObject({ lead: lead.default(0) }),
  reaches: (target, layout) => isDatabase(target, layout) || isMariadb(layout),
  make: (target, { lead: leadMs }, layout) => ({
    needs: ['exec'],
    lastsMs: leadMs + DOWN_MS,
    leadMs: aimed(target, layout, leadMs).leadMs,
    async inject(context) {
      const { cluster, random } = context
      const node = nodeAt(target, cluster, random)
      const { blow, detail, rejoinStandbys } = await strike(context, node, { leadMs }, () =>
        cluster.crash(node),
      )
      // Once it is back, its standbys hear it again.
      const undo = () => blow.undo().finally(rejoinStandbys)
      return { nodes: [node.name], ...blow, undo, detail }
    },
  }),
})

/** Told as a moment of its own, where a fault's begin and end don't tell it. */
export async function crashOnce(node: Node, context: FaultContext): Promise<Disturbance> {
  const { cluster, record } = context
  const { blow, detail } = await strike(context, node, { leadMs: 0 }, () => cluster.crash(node))
  recordMoment(record, 'observed', CRASH, { node: node.name, ...detail })
  return blow
}
