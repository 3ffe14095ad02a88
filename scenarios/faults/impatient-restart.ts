import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { MeetsNothing, type FaultContext, type Injection } from '../../runner/fault.ts'
import { wayText } from '../../runner/network/shapes.ts'
import { firstProcess, restart } from '../databases/postgres/restart.ts'
import { heldAt } from './held.ts'
import { faultKind } from './kind.ts'
import { netOf, sentBy } from './net.ts'
import { answeringServer, anyGroup } from './servers.ts'

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
  const server = await answeringServer(cluster, { name: primary })
  const sent = sentBy(primary, netOf(cluster))
  await using undos = new AsyncDisposableStack()
  const cutAtNs = now()
  undos.defer((await cluster.links.lose(sent)).undo)
  let held = await heldAt(group)
  while (held?.node !== primary || held.waiting === 0) {
    await sleep(POLL_MS, undefined, { signal: over })
    held = await heldAt(group)
  }
  const before = await firstProcess(server)
  const struckAtNs = now()
  // Asked before anybody else may restart it.
  const after = await exclusively(async () => {
    if (group.primary() !== primary) throw new MeetsNothing(`${primary} is no primary any more`)
    await restart(server, mode)
    return firstProcess(server)
  })
  const owed = undos.move()
  return {
    nodes: [primary],
    undo: () => owed.disposeAsync(),
    detail: { lost: sent.map(wayText), cutAtNs, struckAtNs, before: held },
    effect: async () => ({
      took: after !== before,
      by: { commitsThatWaited: held.waiting, process: after, before },
    }),
  }
}
