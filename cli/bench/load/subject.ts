import { SplitbrainError } from '../../../history/errors.ts'
import { prepareRuntime, type RuntimeName } from '../../../runner/runtimes/open.ts'
import { topologies } from '../../../scenarios/catalog.ts'
import { postgresAlone } from '../../../scenarios/databases/postgres/alone.ts'
import type { LoadAsked } from '../../../scenarios/load/asked.ts'
import { prepareLoad, takesLoad } from '../../../scenarios/load/cluster.ts'
import { fill, tables } from '../../../scenarios/load/tables.ts'
import { chooseScenario } from '../../choose.ts'
import { refuseMissing } from '../../refuse.ts'
import { tell } from '../../tell.ts'

/** Who is put under load. */
export interface Subject extends Pick<LoadAsked, 'target' | 'replicas'> {
  name: string
}

/** What starts the subject of a load, refused before if it can't be; all of it is gone once the stack is disposed of. */
export type StartSubject = (scale: number, things: AsyncDisposableStack) => Promise<Subject>

export function subjectOf(
  topology: string | undefined,
  words: Record<string, unknown>,
  runtime: RuntimeName,
): StartSubject {
  return topology === undefined ? oneServer(runtime) : clusterOf(topology, words, runtime)
}

/** Where all that clients write goes to one server of ours. */
export const loadable = topologies.filter(takesLoad)

function oneServer(runtime: RuntimeName): StartSubject {
  return async (scale, things) => {
    const open = await prepareRuntime(runtime, tell)
    const opened = things.use(await open({ runId: runId('server') }))
    const { server, load } = await postgresAlone(opened, tables, things)
    const [endpoint] = load.route({ f: 'load', value: null, access: 'write' }, 0)!.endpoints
    const target = { endpoint, credentials: server.roles.client }
    await fill(target, scale)
    return { name: 'one server', target }
  }
}

function clusterOf(
  name: string,
  words: Record<string, unknown>,
  runtime: RuntimeName,
): StartSubject {
  const scenario = chooseScenario(name, { ...words, faults: [] })
  if (!loadable.some((topology) => topology.name === name))
    throw new SplitbrainError(
      'usage',
      `${name} has no one PostgreSQL server of ours that takes all writes: use ${loadable.map((topology) => topology.name).join(', ')}, or no name for a server by itself.`,
    )
  return async (scale, things) => {
    await refuseMissing({ scenario, runtime }, tell)
    const open = await prepareRuntime(runtime, tell, scenario.needs)
    const opened = things.use(await open({ runId: runId(name), needs: scenario.needs }))
    const cluster = things.use(await scenario.start(opened))
    const title = scenario.label === '' ? name : `${name} (${scenario.label})`
    return { name: title, ...(await prepareLoad(cluster, scale)) }
  }
}

function runId(name: string): string {
  return `load-${name}-${process.pid}`
}
