import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { MeetsNothing, type FaultContext, type Injection } from '../../runner/fault.ts'
import { wayText } from '../../runner/network/shapes.ts'
import type { Guarded } from '../../runner/topology.ts'
import { faultKind } from './kind.ts'
import { netOf, sentBy } from './net.ts'

/** Clients that lose their patience while a commit waits: the server answers that it is committed, and warns. */
export const cancelCommit = faultKind({
  verb: 'cancel-commit',
  about:
    'what the primary sends to other nodes is lost, and commits that wait for a standby are cancelled every so many ms',
  target: 'none',
  leastNodes: 2,
  settings: z.strictObject({ every: z.coerce.number().int().min(20).max(60_000).default(200) }),
  reaches: (_, { waits = false }) => waits,
  make: (_, { every }) => ({
    needs: [],
    aim: 'standbys away',
    inject: (context) => cancelCommits(every, context),
  }),
})

async function cancelCommits(everyMs: number, { cluster, over }: FaultContext): Promise<Injection> {
  const group = cluster.guarded?.find(({ cancelHeld }) => cancelHeld !== undefined)
  if (group === undefined) throw new MeetsNothing('Nobody is a primary whose commits could wait')
  const primary = group.primary()
  const lost = sentBy(primary, netOf(cluster))
  const { undo: heal } = await cluster.links.lose(lost)
  const end = new AbortController()
  const cancelling = cancelEvery(everyMs, group, AbortSignal.any([over, end.signal]))
  return {
    nodes: [primary],
    detail: { lost: lost.map(wayText) },
    async undo() {
      end.abort()
      await cancelling.ended
      await heal()
    },
    async effect() {
      const { cancelled: commitsCancelled } = cancelling
      return { took: commitsCancelled > 0, by: { commitsCancelled } }
    },
  }
}

interface Cancelling {
  cancelled: number
  ended: Promise<void>
}

/** Of one that dies meanwhile nothing can be asked, and whoever takes its place is none of this fault's business. */
function cancelEvery(everyMs: number, group: Guarded, signal: AbortSignal): Cancelling {
  const primary = group.primary()
  const cancelling = { cancelled: 0, ended: Promise.resolve() }
  const cancel = async () => {
    while (!signal.aborted) {
      await sleep(everyMs, undefined, { signal }).catch(() => {})
      if (signal.aborted || group.primary() !== primary) continue
      cancelling.cancelled += await group.cancelHeld!().catch(() => 0)
    }
  }
  cancelling.ended = cancel()
  return cancelling
}
