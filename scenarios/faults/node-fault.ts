import type { z } from 'zod'
import type { Fault } from '../../runner/fault.ts'
import { groupLedBy } from '../../runner/groups.ts'
import type { Capability, Node } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'
import type { Layout } from '../topologies/topology.ts'
import { faultKind, type FaultKind } from './kind.ts'
import { putInto, type State } from './node-state.ts'
import { aimed, strike } from './strike.ts'
import { nodesAt } from './targets.ts'

type Act = (node: Node, cluster: Cluster) => Promise<void>

interface NodeFault<Settings extends z.ZodObject> {
  verb: string
  about: string
  settings: Settings
  needs: Capability[]
  reaches?: FaultKind['reaches']
  /** Throws `MeetsNothing` where it can't be done to a node at this moment. */
  ready?: Act
  act: Act
  /** What the node is in then. */
  state: State
  /** What the undo does before the node takes its place in the cluster again. */
  back?: Act
  /** Its kernel goes on, and what it had sent would still arrive: its standbys get it back with the undo alone. */
  goesOnSending?: true
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
        await Promise.all(nodes.map((node) => fault.ready?.(node, cluster)))
        const first = nodes.find(({ name }) => groupLedBy(name, cluster)) ?? nodes[0]
        // Where its standbys are struck with it, it goes on alone for no moment.
        const leadMs = nodes.length > 1 ? 0 : leadOf(chosen)
        const struck = await strike(context, first, { leadMs }, () =>
          putInto(state, nodes, () => Promise.all(nodes.map((node) => act(node, cluster)))),
        )
        const rejoin = struck.rejoinStandbys
        // From a node that is gone nothing gets through any more.
        if (!fault.goesOnSending) await rejoin()
        return {
          nodes: nodes.map(({ name }) => name),
          detail: struck.detail,
          async undo() {
            if (fault.goesOnSending) await rejoin()
            await Promise.all(nodes.map((node) => back(node, cluster)))
          },
          effect: async () => struck.blow,
        }
      },
    }),
  })
}

const leadOf = (settings: object) => ('lead' in settings ? Number(settings.lead) : 0)
