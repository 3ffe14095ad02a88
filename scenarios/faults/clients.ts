import type { Layout } from '../topologies/topology.ts'
import { nodesMeant } from './net.ts'

/** Where clients' links begin, and the group of all of them. */
export const CLIENTS = 'clients'

/** Whether clients connect to each node that a target may mean, over a link of their own. */
export function clientsReach(target: string, layout: Layout): boolean {
  const meant = nodesMeant(target, layout)
  const isReached = (node: string) =>
    layout.links.some(({ from, to, port }) => from === CLIENTS && to === node && port === undefined)
  return meant.length > 0 && meant.every(isReached)
}
