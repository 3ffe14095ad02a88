import { tell } from '../../cli/tell.ts'
import { openRuntime, type RuntimeName } from '../../runner/runtimes/open.ts'
import type { Capability, Runtime } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'
import type { Table } from '../../runner/workload.ts'

/** Who takes writes, as clients see it. */
export interface System {
  load: Pick<Cluster, 'client' | 'route'>
  /** How many sessions wait for a lock at this moment, on all servers. */
  waiting(): Promise<number>
}

type Start = (
  runtime: Runtime,
  asked: { nodes: number; tables: readonly Table[] },
  things: AsyncDisposableStack,
) => Promise<System>

/** One server, and several that take writes together, all of one database. */
export interface Family {
  name: string
  about: string
  /** How many servers each system has; the first is the one that the others are measured against. */
  sizes: readonly number[]
  runtime: RuntimeName
  needs(size: number): readonly Capability[]
  oneServer: Start
  severalServers: Start
}

/** With these tables; it is gone once the stack is disposed of. */
export async function startSystem(
  { name, runtime, needs, oneServer, severalServers }: Family,
  size: number,
  tables: readonly Table[],
  things: AsyncDisposableStack,
): Promise<System> {
  const runId = `writers-${name}-${size}-${process.pid}`
  const options = { runId, needs: new Set(needs(size)), progress: tell }
  const opened = things.use(await openRuntime(runtime, options))
  const start = size === 1 ? oneServer : severalServers
  return start(opened, { nodes: size, tables }, things)
}

export function sum(figures: readonly number[]): number {
  return figures.reduce((total, each) => total + each, 0)
}
