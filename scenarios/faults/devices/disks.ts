import { MeetsNothing } from '../../../runner/fault.ts'
import type { MountedDisk } from '../../../runner/disk/mounted-disk.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../../runner/topology.ts'
import type { Layout } from '../../topologies/topology.ts'
import { nodesMeant } from '../net.ts'

/** Of faults that need them. */
export const only = 'nodes whose data lie on a disk of ours, as with --disk device'

/** Whether the data of all that are meant lie on disks of ours. */
export function haveDevices(target: string, layout: Layout): boolean {
  const meant = nodesMeant(target, layout)
  return layout.nodes.every(({ name, device }) => device !== undefined || !meant.includes(name))
}

/** What a node's data lie on, where it can be driven at this moment. */
export async function diskAt(cluster: Cluster, node: Node): Promise<MountedDisk> {
  const mounted = cluster.diskOf?.(node)
  if (mounted === undefined) throw new MeetsNothing(`${node.name} has no disk of ours`)
  if (!(await node.running())) throw new MeetsNothing(`${node.name} is down`)
  if (await node.frozen())
    throw new MeetsNothing(`${node.name} is frozen, and what serves its disk with it`)
  return mounted
}
