import { SplitbrainError } from '../../history/errors.ts'
import type { Disturbance } from '../../runner/disturbance.ts'
import { MeetsNothing, type FaultContext, type Injection } from '../../runner/fault.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import { nodeAt } from './targets.ts'

/** Has a part of a machine do less, where the runtime can limit that of the node that is meant. */
export async function limited(
  { cluster, random }: FaultContext,
  target: string,
  part: string,
  limit: (node: Node) => Promise<Disturbance> | undefined,
): Promise<Injection> {
  const node = nodeAt(target, cluster, random)
  if (!(await node.running())) throw new MeetsNothing(`${node.name} is down`)
  const limiting = limit(node)
  if (limiting === undefined)
    throw new SplitbrainError('usage', `Nobody here can limit the ${part} of ${node.name}.`)
  return { nodes: [node.name], ...(await limiting) }
}
