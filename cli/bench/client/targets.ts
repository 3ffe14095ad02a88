import { inDraft } from '../../../runner/runtimes/drafts.ts'
import { prepareRuntime } from '../../../runner/runtimes/open.ts'
import { postgresAlone } from '../../../scenarios/databases/postgres/alone.ts'
import type { Target } from '../../../scenarios/load/asked.ts'
import { startNoOpServer } from '../../../scenarios/load/no-op/no-op.ts'
import { findPgbench } from '../../../scenarios/load/pgbench/program.ts'
import { fill, tables } from '../../../scenarios/load/tables.ts'
import { tell } from '../../tell.ts'
import type { Way } from './cells.ts'

/** One server of the embedded runtime with filled tables, and one that does nothing; and which pgbench there is. */
export async function startTargets(
  scale: number,
  things: AsyncDisposableStack,
): Promise<{ targets: Record<Way, Target>; about: string }> {
  const { about } = await inDraft('pgbench', findPgbench)
  const open = await prepareRuntime('embedded', tell)
  const runtime = things.use(await open({ runId: `client-${process.pid}` }))
  const { server, load } = await postgresAlone(runtime, tables, things)
  const credentials = server.roles.client
  const [endpoint] = load.route({ f: 'load', value: null, access: 'write' }, 0)!.endpoints
  const direct = { endpoint: server.node.endpoint(), credentials }
  await fill(direct, scale)
  const noOp = things.use(await startNoOpServer())
  const targets = { direct, link: { endpoint, credentials }, 'no-op': noOp.target }
  return { targets, about: `${about}, against the embedded runtime's server` }
}
