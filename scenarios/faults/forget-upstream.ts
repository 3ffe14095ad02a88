import { z } from 'zod'
import { MeetsNothing, type FaultContext, type Injection } from '../../runner/fault.ts'
import { until } from '../databases/postgres/until.ts'
import { aimOf, faultKind } from './kind.ts'
import { beginsAs, groupOf, serverOf } from './servers.ts'
import { streams } from './streams.ts'
import { nodeAt } from './targets.ts'

const LIMIT_MS = 10_000

/** A line that was lost from a configuration: nothing is broken, and nothing tells. */
export const forgetUpstream = faultKind({
  verb: 'forget-upstream',
  about:
    'a standby is told nobody to stream from (primary_conninfo): it gets what is archived, if anything is',
  target: 'node',
  settings: z.strictObject({}),
  reaches: (target, layout) => streams(layout) && beginsAs('standby', target, layout),
  make: (target, _, layout) => ({
    needs: ['exec'],
    aim: aimOf(target, layout),
    inject: (context) => forget(context, target),
  }),
})

async function forget({ cluster, random, over }: FaultContext, target: string): Promise<Injection> {
  const standby = nodeAt(target, cluster, random)
  // Whoever is no standby has nobody to forget.
  groupOf(cluster, standby)
  const server = serverOf(cluster, standby)
  if (!(await server.receives())) throw new MeetsNothing(`${standby.name} streams from nobody`)
  await using undos = new AsyncDisposableStack()
  undos.defer(await server.override({ primary_conninfo: '' }))
  await until(
    async () => ((await server.receives()) ? `${standby.name} went on streaming` : undefined),
    LIMIT_MS,
    over,
  )
  const owed = undos.move()
  return {
    nodes: [standby.name],
    detail: { away: [standby.name] },
    undo: () => owed.disposeAsync(),
    effect: async () => {
      const stillStreams = await server.receives()
      return { took: !stillStreams, by: { stillStreams: stillStreams ? 'yes' : 'no' } }
    },
  }
}
