import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'

/**
 * Has on the disk what is there of a server, as it is on a machine that has run for a while, where the disk is one of ours,
 * whose power can be cut: no tool of the server is told to do that as it makes or copies one.
 */
export async function writtenOut(node: Node): Promise<void> {
  if (node.disks !== undefined) await runOn(node, ['sync', '--file-system', 'data/'])
}
