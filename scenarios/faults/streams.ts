import type { Layout } from '../topologies/topology.ts'

/** Whether standbys get what the primary writes from itself, and so need no archive between them; who runs no server gets nothing. */
export function streams({ nodes, links, cold = false }: Layout): boolean {
  const isOf = (role: string, name: string) =>
    nodes.some((node) => node.role === role && node.name === name)
  return links.some(
    ({ from, to, group }) =>
      !cold && group === 'replication' && isOf('standby', from) && isOf('primary', to),
  )
}
