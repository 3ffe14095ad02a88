import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { sumOf } from '../../runner/disturbance.ts'
import { MeetsNothing, type FaultContext, type Injection } from '../../runner/fault.ts'
import { groupsOf } from '../../runner/groups.ts'
import { wayText } from '../../runner/network/shapes.ts'
import type { Cluster, Group } from '../../runner/topology.ts'
import { heldAt } from './held.ts'
import { faultKind } from './kind.ts'
import { answeringServer, hasOnePrimary } from './servers.ts'
import { streams } from './streams.ts'

const POLL_MS = 20

/**
 * Commits wait on the primary that standbys show: these have them, and can't say so. From then on they get nothing new,
 * so that each side shows what the other does not. It waits for positions, and so it succeeds at any speed.
 */
export const strand = faultKind({
  verb: 'strand',
  about:
    'what standbys answer the primary is lost, and as soon as they show a commit that waits, what it sends them too',
  target: 'none',
  leastNodes: 2,
  settings: z.strictObject({}),
  reaches: (_, layout) => hasOnePrimary(layout) && streams(layout),
  make: () => ({ needs: [], inject: strandCommits }),
})

async function strandCommits({ cluster, over }: FaultContext): Promise<Injection> {
  const [group] = groupsOf(cluster)
  if (group === undefined) throw new MeetsNothing('Nobody is the primary')
  const primary = group.primary()
  await answeringServer(cluster, { name: primary })
  const standbys = cluster.at('standby').map(({ name }) => name)
  const answers = standbys.map((from) => ({ from, to: primary }))
  const sent = standbys.map((to) => ({ from: primary, to }))
  await using undos = new AsyncDisposableStack()
  const unheard = await cluster.links.lose(answers)
  undos.defer(unheard.undo)
  const shown = await shownInVain(group, cluster, over)
  const unsent = await cluster.links.lose(sent)
  undos.defer(unsent.undo)
  const owed = undos.move()
  return {
    nodes: [primary, ...standbys],
    undo: () => owed.disposeAsync(),
    effect: async () => sumOf(await Promise.all([unheard.effect(), unsent.effect()])),
    detail: { lost: [...answers, ...sent].map(wayText), ...shown },
  }
}

/** Once a commit waits for a standby that all of them show: how many do, and up to where. */
async function shownInVain(
  group: Group,
  cluster: Cluster,
  over: AbortSignal,
): Promise<{ waiting: number; lsnBytes: number }> {
  for (;;) {
    const { waiting, lsnBytes } = (await heldAt(group)) ?? { waiting: 0, lsnBytes: 0 }
    while (waiting > 0) {
      const standbys = (await cluster.observe()).filter(({ role }) => role === 'standby')
      const show = standbys.every((standby) => (standby.lsnBytes ?? 0) >= lsnBytes)
      if (standbys.length > 0 && show) return { waiting, lsnBytes }
      await sleep(POLL_MS, undefined, { signal: over })
    }
    await sleep(POLL_MS, undefined, { signal: over })
  }
}
