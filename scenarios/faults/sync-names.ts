import { z } from 'zod'
import type { Effect } from '../../history/effect.ts'
import { MeetsNothing, type FaultContext, type Injection } from '../../runner/fault.ts'
import { recordMoment } from '../../runner/recorder.ts'
import type { PostgresServer } from '../databases/postgres/server.ts'
import { until } from '../databases/postgres/until.ts'
import { heldAt } from './held.ts'
import { faultKind, type FaultKind } from './kind.ts'
import { answeringServer, anyGroup } from './servers.ts'

const NAME = 'synchronous_standby_names'
const RELOAD_LIMIT_MS = 10_000

/** The only one that a commit waits for is none of the nodes. */
export const deadSyncName: FaultKind = faultKind({
  verb: 'dead-sync-name',
  about: 'the primary is told to wait for a standby that there is not: no commit returns',
  target: 'none',
  settings: z.strictObject({}),
  reaches: (_, { waits }) => waits !== undefined,
  make: () => ({ needs: ['exec'], inject: (context) => tellNames(context, 'FIRST 1 (gone)') }),
})

export const emptySyncNames: FaultKind = faultKind({
  verb: 'empty-sync-names',
  about:
    'the primary is told to wait for no standby: commits return at once, as if nothing were wrong',
  target: 'none',
  settings: z.strictObject({}),
  reaches: (_, { waits }) => waits ?? false,
  make: () => ({ needs: ['exec'], inject: (context) => tellNames(context, '') }),
})

async function tellNames(
  { cluster, random, record, over }: FaultContext,
  names: string,
): Promise<Injection> {
  const group = anyGroup(cluster, random)
  const primary = group.primary()
  const server = await answeringServer(cluster, { name: primary })
  const before = await valueOf(server)
  if (before === names) throw new MeetsNothing(`${primary} has ${NAME}='${names}' as it is`)
  await using undos = new AsyncDisposableStack()
  undos.defer(await server.override({ [NAME]: names }))
  await shown(server, (value) => value === names, over)
  // Asked at once, for who dies later has no names.
  const now = await valueOf(server)
  // Who looks at it now and then may miss it.
  const tell = async () => recordMoment(record, 'observed', 'mode', { ...(await group.mode()) })
  await tell()
  const owed = undos.move()
  return {
    nodes: [primary],
    detail: { names },
    effect: () => effectOf(server, { before, now }),
    undo: async () => {
      await owed.disposeAsync()
      await shown(server, (value) => value !== names)
        .then(tell)
        // Who is down is told as it starts.
        .catch(() => {})
    },
  }
}

async function effectOf(
  server: PostgresServer,
  { before, now }: { before: string; now: string },
): Promise<Effect> {
  const held = await heldAt(server)
  const waiting = held && { commitsThatWait: held.waiting }
  return { took: now !== before, by: { ...waiting, names: now || 'none' } }
}

async function valueOf(server: PostgresServer): Promise<string> {
  const [{ value }] = await server.query<{ value: string }>(
    `SELECT current_setting('${NAME}') AS value`,
  )
  return value
}

/** A reload takes its time to reach every session. */
async function shown(
  server: PostgresServer,
  is: (value: string) => boolean,
  over?: AbortSignal,
): Promise<void> {
  await until(
    async () => {
      const value = await valueOf(server)
      return is(value) ? undefined : `Node ${server.node.name} kept ${NAME}='${value}'`
    },
    RELOAD_LIMIT_MS,
    over,
  )
}
