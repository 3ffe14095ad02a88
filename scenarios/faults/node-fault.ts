import type { z } from 'zod'
import type { Fault } from '../../runner/fault.ts'
import type { Capability, Node } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'
import type { Layout } from '../topologies/topology.ts'
import { faultKind, type FaultKind } from './kind.ts'
import { aimed, strike } from './strike.ts'
import { nodesAt } from './targets.ts'

type Act = (node: Node, cluster: Cluster) => Promise<void>

interface NodeFault<Settings extends z.ZodObject> {
  verb: string
  about: string
  settings: Settings
  needs: Capability[]
  reaches?: FaultKind['reaches']
  act: Act
  /** What the node is in then, and whether it is. */
  state: { name: string; is(node: Node): Promise<boolean> }
  /** What the undo does before the node takes its place in the cluster again. */
  back?: Act
  /** For how long, where its settings say that, and what is no more to be expected of it then. */
  lasts?(settings: z.output<Settings>, layout: Layout): Pick<Fault, 'lastsMs' | 'aim'>
}

/** A fault of a whole node, or of all of them; a primary loses its standbys before, where a setting says how long. */
export function nodeFault<Settings extends z.ZodObject>(fault: NodeFault<Settings>): FaultKind {
  const { verb, about, settings, needs, reaches, act, state, back = async () => {} } = fault
  return faultKind({
    verb,
    about,
    target: 'node',
    meetsAll: true,
    settings,
    reaches,
    make: (target, chosen, layout) => ({
      needs,
      ...aimed(target, layout, leadOf(chosen)),
      ...fault.lasts?.(chosen, layout),
      async inject(context) {
        const { cluster, random } = context
        const nodes = nodesAt(target, cluster, random)
        const first = nodes.find(({ name }) => isPrimary(name, cluster)) ?? nodes[0]
        // Where its standbys are struck with it, it goes on alone for no moment.
        const leadMs = nodes.length > 1 ? 0 : leadOf(chosen)
        const blow = () => Promise.all(nodes.map((node) => act(node, cluster)))
        const struck = await strike(context, first, { leadMs }, blow)
        // The node is gone or frozen, so nothing gets through any more.
        await struck.rejoinStandbys()
        // Asked at once, for whoever is fenced or fails over meanwhile may change it.
        const are = await Promise.all(nodes.map(state.is))
        return {
          nodes: nodes.map(({ name }) => name),
          detail: struck.detail,
          undo: async () => void (await Promise.all(nodes.map((node) => back(node, cluster)))),
          effect: async () => ({
            took: are.every(Boolean),
            by: {
              [state.name]: nodes
                .filter((_, i) => are[i])
                .map(({ name }) => name)
                .join(' '),
            },
          }),
        }
      },
    }),
  })
}

const leadOf = (settings: object) => ('lead' in settings ? Number(settings.lead) : 0)

function isPrimary(name: string, { guarded = [] }: Cluster): boolean {
  return guarded.some((group) => group.primary() === name)
}
