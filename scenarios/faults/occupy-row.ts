import { z } from 'zod'
import type { Effect } from '../../history/effect.ts'
import { MeetsNothing, type FaultContext, type Injection } from '../../runner/fault.ts'
import { arrived } from '../databases/postgres/logical.ts'
import type { PostgresServer } from '../databases/postgres/server.ts'
import { stoppedApply } from '../databases/postgres/stopped-apply.ts'
import { skip } from '../databases/postgres/subscription.ts'
import { until } from '../databases/postgres/until.ts'
import { numberAhead } from '../topologies/logical/beside.ts'
import { faultKind } from './kind.ts'
import { answeringServer, groupOf, serverOf } from './servers.ts'
import { nodeAt } from './targets.ts'

const APPLY_LIMIT_MS = 10_000
const PASS_LIMIT_MS = 3_000

/** What somebody does who needs a row of his own in the copy of another's table, and what is done about it then. */
export const occupyRow = faultKind({
  verb: 'occupy-row',
  about:
    'somebody writes a row on a subscriber that the primary comes to write, `ahead` published rows later: applying it is refused, and so is all that comes after it; undone by `repair`, which removes that row or skips the refused transaction',
  target: 'node',
  settings: z.strictObject({
    ahead: z.coerce.number().int().min(1).max(1000).default(5),
    repair: z.enum(['row', 'skip']).default('row'),
  }),
  reaches: (target, { nodes, writable = [] }) =>
    nodes.some(({ name, role }) => writable.includes(name) && [name, role].includes(target)),
  make: (target, settings) => ({
    needs: ['exec'],
    inject: (context) => occupy(context, target, settings),
  }),
})

async function occupy(
  { cluster, random }: FaultContext,
  target: string,
  { ahead, repair }: { ahead: number; repair: 'row' | 'skip' },
): Promise<Injection> {
  const node = nodeAt(target, cluster, random)
  const server = await answeringServer(cluster, node)
  const group = groupOf(cluster, node)
  if (group.primary() === node.name) throw new MeetsNothing(`${node.name} is the primary`)
  const primary = await answeringServer(cluster, { name: group.primary() })
  const row = await numberAhead(primary, ahead)
  await server.query('INSERT INTO partial (id) VALUES ($1)', [row])
  return {
    nodes: [node.name],
    detail: { row, repair },
    effect: () => metBy(server, () => answeringServer(cluster, { name: group.primary() }), row),
    undo: async () => {
      const mended = repair === 'row' ? removeRow(server, row) : skipRefused(server)
      // Who is down by now gets a new copy.
      await mended.catch(() => groupOf(cluster, node).copyAnew(serverOf(cluster, node).node))
    },
  }
}

/** What became of the row in the way: it was refused, it was passed over once the primary had written its own, or that never came. */
async function metBy(
  server: PostgresServer,
  primary: () => Promise<PostgresServer>,
  row: number,
): Promise<Effect> {
  const isPassed = await passes(server, primary, row).catch(() => false)
  // Asked last, for whoever waits for what comes after it may come to see it refused.
  const [refused] = (await stoppedApply(server)).values()
  if (refused === undefined)
    return { took: isPassed, by: { refused: 'nothing', ...(isPassed && { passed: row }) } }
  const { text, lsn, times } = refused
  return { took: true, by: { refused: text, finishedAt: lsn, times } }
}

/** Whether a subscriber comes to have applied all that a primary wrote, the row among it. */
async function passes(
  server: PostgresServer,
  primary: () => Promise<PostgresServer>,
  row: number,
): Promise<boolean> {
  const publisher = await primary()
  const written = await publisher.query('SELECT FROM partial WHERE id = $1', [row])
  if (written.length === 0) return false
  const isStopped = async () => (await stoppedApply(server)).size > 0
  await arrived(publisher, [server.node.name], PASS_LIMIT_MS, isStopped)
  return !(await isStopped())
}

async function removeRow(server: PostgresServer, row: number): Promise<void> {
  await server.query('DELETE FROM partial WHERE id = $1 AND sent IS NULL', [row])
}

async function skipRefused(server: PostgresServer): Promise<void> {
  const [refused] = (await stoppedApply(server)).values()
  if (refused === undefined) return
  await skip(server, refused.lsn)
  await until(
    async () =>
      (await stoppedApply(server)).size > 0 ? `${server.node.name} skipped nothing` : undefined,
    APPLY_LIMIT_MS,
  )
}
