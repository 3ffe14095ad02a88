import type { Fault } from '../../runner/fault.ts'
import type { Link } from '../../runner/network/links.ts'
import type { Cluster } from '../../runner/topology.ts'

/** Which of the links at a node's place are cut: those of the outside (clients, operator), of the members, or all. */
type Side = 'clients' | 'standbys' | 'everybody'

function partition(name: string, about: string, from: Side): Fault {
  return {
    name,
    about,
    needs: [],
    async inject(cluster) {
      const node = cluster.primary()
      const heal = await cluster.links.cut(
        (link) => touches(link, node.name) && isOn(from, link, cluster),
      )
      return {
        nodes: [node.name],
        async undo() {
          await heal()
          await cluster.rejoin(node)
        },
      }
    },
  }
}

function touches(link: Link, name: string): boolean {
  return link.from === name || link.to === name
}

function isOn(side: Side, link: Link, cluster: Cluster): boolean {
  if (side === 'everybody') return true
  const inside = cluster.nodes.some((node) => node.name === link.from)
  return inside === (side === 'standbys')
}

export const partitions: Fault[] = [
  partition(
    'partition-primary',
    'the primary is cut off from clients, operator and standbys',
    'everybody',
  ),
  partition(
    'partition-clients',
    'the primary is cut off from clients and operator only',
    'clients',
  ),
  partition('partition-standbys', 'the primary is cut off from its standbys only', 'standbys'),
]
