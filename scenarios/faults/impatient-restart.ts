import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { FaultContext, Injection } from '../../runner/fault.ts'
import { carriedBy, wayText, withoutOne } from '../../runner/network/shapes.ts'
import { restart, startedAt } from '../databases/postgres/restart.ts'
import { faultKind } from './kind.ts'
import { netOf } from './net.ts'
import { anyGroup, serverOf } from './servers.ts'

const POLL_MS = 20

const modes = z.enum(['immediate', 'fast']).default('immediate')
type Mode = z.output<typeof modes>

/**
 * Commits hang, and somebody tries a restart: it ends their wait, so that they show though no standby has them. The
 * standbys stay away until the undo; what is struck before that shows whether anybody misses what had shown.
 */
export const impatientRestart = faultKind({
  verb: 'impatient-restart',
  about:
    'a primary loses its standbys, and as soon as a commit waits for them its server is restarted; they stay away',
  target: 'none',
  settings: z.strictObject({ mode: modes }),
  reaches: (_, { waits = false }) => waits,
  make: (_, { mode }) => ({
    needs: ['exec'],
    aim: 'standbys away',
    inject: (context) => restartHanging(context, mode),
  }),
})

async function restartHanging(context: FaultContext, mode: Mode): Promise<Injection> {
  const { cluster, random, now, over, exclusively } = context
  const group = anyGroup(cluster, random)
  const primary = group.primary()
  const server = serverOf(cluster, { name: primary })
  const { nodes, links } = netOf(cluster)
  const sent = carriedBy(
    links,
    withoutOne(nodes, primary).map((to) => ({ from: primary, to })),
  )
  await using undos = new AsyncDisposableStack()
  const cutAtNs = now()
  undos.defer((await cluster.links.lose(sent)).undo)
  let held = await group.held()
  while (held.waiting === 0) {
    await sleep(POLL_MS, undefined, { signal: over })
    held = await group.held()
  }
  const since = await startedAt(server)
  const struckAtNs = now()
  await exclusively(() => restart(server, mode))
  const owed = undos.move()
  return {
    nodes: [primary],
    undo: () => owed.disposeAsync(),
    detail: { lost: sent.map(wayText), cutAtNs, struckAtNs, before: held },
    effect: async () => ({
      took: (await startedAt(server)) > since,
      by: { commitsThatWaited: held.waiting },
    }),
  }
}
