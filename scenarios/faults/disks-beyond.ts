import { carrying, type Way } from '../../runner/network/shapes.ts'
import type { Cluster } from '../../runner/topology.ts'

/**
 * What the history is to say of nodes whose disk another one serves, where what they send each other is lost: a
 * connection that missed something is closed, and a file system whose disk went away makes itself read-only.
 */
export function disksBeyond(cluster: Cluster, ways: readonly Way[]) {
  const isDisturbed = carrying(ways)
  const at = cluster.nodes.flatMap((node) => {
    const server = cluster.diskOf?.(node)?.disk.node
    return server && isDisturbed({ from: node.name, to: server.name }) ? [node.name] : []
  })
  return at.length === 0 ? {} : { failingDisk: { at, errors: ['EIO', 'EROFS', 'EINVAL'] } }
}
