import { z } from 'zod'
import type { Capability, Node } from '../../runner/runtimes/runtime.ts'
import { faultKind, type FaultKind } from './kind.ts'
import { aimed, lead, strike } from './strike.ts'
import { nodeAt } from './targets.ts'

type Act = (node: Node) => Promise<void>

interface NodeFault {
  verb: string
  about: string
  needs: Capability[]
  act: Act
  /** What the node is in then, and whether it is. */
  state: { name: string; is(node: Node): Promise<boolean> }
  /** What the undo does before the node takes its place in the cluster again. */
  back?: Act
}

function nodeFault(fault: NodeFault, settings: z.ZodObject): FaultKind {
  const { verb, about, needs, act, state, back = async () => {} } = fault
  return faultKind({
    verb,
    about,
    target: 'node',
    settings,
    make: (target, { lead: leadMs = 0 }: { lead?: number }, layout) => ({
      needs,
      ...aimed(target, layout, leadMs),
      async inject(context) {
        const { cluster, random } = context
        const node = nodeAt(target, cluster, random)
        const struck = await strike(context, node, { leadMs }, () => act(node))
        // Asked at once, for whoever is fenced or fails over meanwhile may change it.
        const took = await state.is(node)
        // The node is gone or frozen, so nothing gets through any more.
        await struck.rejoinStandbys()
        return {
          nodes: [node.name],
          detail: struck.detail,
          undo: () => back(node),
          effect: async () => ({ took, by: { node: `${took ? '' : 'not '}${state.name}` } }),
        }
      },
    }),
  })
}

const down = { name: 'down', is: async (node: Node) => !(await node.running()) }

const withLead = z.strictObject({ lead })

export const nodeFaults: FaultKind[] = [
  nodeFault(
    {
      verb: 'kill',
      about: 'kill -9 of everything on a node; a primary loses its standbys `lead` ms before',
      needs: ['kill'],
      act: (node) => node.kill(),
      state: down,
    },
    withLead,
  ),
  nodeFault(
    {
      verb: 'stop',
      about: 'a clean, fast shutdown of a node',
      needs: ['kill'],
      act: (node) => node.stop(),
      state: down,
    },
    z.strictObject({}),
  ),
  nodeFault(
    {
      verb: 'pause',
      about:
        'every process of a node is frozen, then thawed; a primary loses its standbys `lead` ms before',
      needs: ['pause'],
      act: (node) => node.pause(),
      state: { name: 'frozen', is: (node) => node.frozen() },
      // A fenced node is dead, and there is nothing to thaw.
      back: async (node) => {
        if (await node.running()) await node.resume()
      },
    },
    withLead,
  ),
]
