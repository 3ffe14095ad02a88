import { z } from 'zod'
import type { FaultContext, Injection } from '../../runner/fault.ts'
import type { Session, Work } from '../../runner/workload.ts'
import { CLIENTS, clientsReach } from './clients.ts'
import { faultKind } from './kind.ts'
import { isDatabase } from './servers.ts'
import { nodeAt } from './targets.ts'

/** So many are opened at once: a server forks for each, and is to be full rather than slow. */
const AT_ONCE = 16
const TIMEOUT_MS = 5_000

const nothing: Work = { perform: async () => null }

/** Clients that come all at once and stay: whoever connects after them finds no place. */
export const connectionStorm = faultKind({
  verb: 'connection-storm',
  about:
    'so many connections more are opened to a node, the primary by default, as far as it lets them in, and held',
  target: 'node',
  defaultTarget: 'primary',
  settings: z.strictObject({
    connections: z.coerce.number().int().min(1).max(5_000).default(300),
  }),
  reaches: (target, layout) => isDatabase(target, layout) && clientsReach(target, layout),
  make: (target, { connections }) => ({
    needs: [],
    inject: (context) => storm(target, connections, context),
  }),
})

async function storm(
  target: string,
  connections: number,
  { cluster, random, over }: FaultContext,
): Promise<Injection> {
  const node = nodeAt(target, cluster, random)
  const { endpoint } = cluster.links.between(CLIENTS, node.name)
  const route = { node: node.name, endpoints: [endpoint] }
  const opened: Session[] = []
  const open = () =>
    cluster.client.connect(route, nothing, TIMEOUT_MS).then(
      (session) => opened.push(session) > 0,
      () => false,
    )
  let toOpen = connections
  const openAll = async () => {
    while (toOpen-- > 0 && !over.aborted) await open()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, openAll))
  // Those that come at once refuse each other the last places, which then nobody has; one alone takes them.
  while (opened.length < connections && !over.aborted && (await open()));
  const connectionsRefused = connections - opened.length
  return {
    nodes: [node.name],
    detail: { connections },
    async undo() {
      await Promise.all(opened.map((session) => session.close()))
    },
    async effect() {
      const connectionsHeld = opened.filter(({ usable }) => usable).length
      return { took: connectionsHeld > 0, by: { connectionsHeld, connectionsRefused } }
    },
  }
}
