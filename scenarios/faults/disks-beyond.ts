import type { Way } from '../../runner/network/shapes.ts'
import type { Cluster } from '../../runner/topology.ts'

/**
 * What the history is to say of nodes whose disk another one serves, where what they send each other is lost: a
 * connection that missed something is closed, and a file system whose disk went away makes itself read-only.
 */
export function disksBeyond(cluster: Cluster, ways: readonly Way[]) {
  const at = cluster.nodes
    .map((node) => ({ name: node.name, server: cluster.diskOf?.(node)?.disk.node.name }))
    .filter(({ name, server }) =>
      ways.some(
        ({ from, to }) => (from === name && to === server) || (from === server && to === name),
      ),
    )
    .map(({ name }) => name)
  return at.length === 0 ? {} : { failingDisk: { at, errors: ['EIO', 'EROFS'] } }
}
