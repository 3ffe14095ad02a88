import type { MountedDisk } from '../../../runner/disk/mounted-disk.ts'
import type { DiskFault, DiskOperation } from '../../../runner/disk/server/fault.ts'
import type { FaultContext, Injection } from '../../../runner/fault.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import { nodeAt } from '../targets.ts'
import { diskAt } from './disks.ts'

/** All that changes a disk, or has it kept. */
export const changing: readonly DiskOperation[] = ['write', 'flush', 'trim']

/** Has a fault of a node's disk in force until it is taken back. */
export async function injected(
  { cluster, random }: FaultContext,
  target: string,
  fault: DiskFault,
): Promise<Injection> {
  const node = nodeAt(target, cluster, random)
  const mounted = await diskAt(cluster, node)
  const { undo, effect } = await mounted.disk.inject(fault, random.int(2 ** 31))
  return { nodes: [node.name], effect, undo: () => undo().finally(() => putRight(node, mounted)) }
}

/** A file system that met an error may take no more until it is mounted anew, as it is by every boot. */
export async function putRight(node: Node, mounted: MountedDisk): Promise<void> {
  const isThere = (await node.running()) && !(await node.frozen())
  if (isThere && !(await mounted.takesWrites())) await mounted.repair()
}
