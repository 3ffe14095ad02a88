import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { MeetsNothing, type FaultContext, type Injection } from '../../runner/fault.ts'
import { resetWal } from '../databases/postgres/reset-wal.ts'
import type { PostgresServer } from '../databases/postgres/server.ts'
import { faultKind } from './kind.ts'
import { beginsAs, groupOf, serverOf, takingWrites } from './servers.ts'
import { aimed, lead, strike } from './strike.ts'
import { nodeAt } from './targets.ts'

const POLL_MS = 20

const resets = z.enum(['no', 'yes']).default('no')

/** Whoever kept its old address finds it first, as does a pool that opens a session anew. */
export const returnPrimary = faultKind({
  verb: 'return',
  about:
    'a primary dies, and when another has its place it is started as it was (`reset`: by pg_resetwal before): a second primary, which new clients find first; half of the sessions with the other end',
  target: 'node',
  settings: z.strictObject({ lead, reset: resets }),
  reaches: (target, layout) => beginsAs('primary', target, layout),
  make: (target, { lead: leadMs, reset }, layout) => ({
    needs: ['kill', 'exec', ...(reset === 'yes' ? (['client-programs'] as const) : [])],
    ...aimed(target, layout, leadMs),
    inject: (context) => dieAndReturn(context, target, { leadMs, reset: reset === 'yes' }),
  }),
})

async function dieAndReturn(
  context: FaultContext,
  target: string,
  { leadMs, reset }: { leadMs: number; reset: boolean },
): Promise<Injection> {
  const { cluster, random, over, exclusively } = context
  const node = nodeAt(target, cluster, random)
  const group = groupOf(cluster, node)
  if (group.primary() !== node.name) throw new MeetsNothing(`${node.name} is no primary`)
  const struck = await strike(context, node, { leadMs }, () => node.kill())
  await struck.rejoinStandbys()
  while (group.primary() === node.name) await sleep(POLL_MS, undefined, { signal: over })
  return exclusively(async () => {
    const [old, successor] = [node.name, group.primary()].map((name) => serverOf(cluster, { name }))
    if (reset) await resetWal(old)
    await old.start()
    const { lsnBytes } = await old.position()
    // Asked at once, for whoever is given up or dies later takes no writes.
    const primaries = await takingWrites([old, successor])
    await using undos = new AsyncDisposableStack()
    undos.defer(group.mislead(node.name))
    const sessionsEnded = await endHalf(successor)
    const owed = undos.move()
    return {
      nodes: [node.name, successor.node.name],
      undo: () => owed.disposeAsync(),
      detail: { ...struck.detail, sessionsEnded },
      effect: async () => {
        const now = await old.position().catch(() => ({ lsnBytes }))
        const sessionsOnTheOld = await old.sessionsOf(old.roles.client).catch(() => 0)
        return {
          took: primaries.length === 2,
          by: {
            primaries: primaries.join(' and '),
            sessionsOnTheOld,
            walBytesOnTheOld: now.lsnBytes - lsnBytes,
          },
        }
      },
    }
  })
}

const endThem = `
  SELECT count(pg_terminate_backend(pid))::int AS ended
  FROM (SELECT pid, row_number() OVER (ORDER BY pid) AS place FROM pg_stat_activity WHERE usename = $1)
  AS session WHERE place % 2 = 1`

/** As a pool does that gives no session for ever. */
async function endHalf(server: PostgresServer): Promise<number> {
  const [{ ended }] = await server.query<{ ended: number }>(endThem, [server.roles.client.user])
  return ended
}
