import type { Layout } from '../topologies/topology.ts'

/** Whether standbys stream from the primary, and so need no archive between them. */
export function streams({ nodes, links }: Layout): boolean {
  const isOf = (role: string, name: string) =>
    nodes.some((node) => node.role === role && node.name === name)
  return links.some(
    ({ from, to, group }) =>
      group === 'replication' && isOf('standby', from) && isOf('primary', to),
  )
}
