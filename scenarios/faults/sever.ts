import { z } from 'zod'
import { allOf } from '../../runner/disturbance.ts'
import { MeetsNothing, type FaultContext, type Injection } from '../../runner/fault.ts'
import { nameOfLink, type LinkSpec } from '../../runner/network/link.ts'
import { cuttable } from '../../runner/network/server/conversation.ts'
import type { Layout } from '../topologies/topology.ts'
import { CLIENTS, clientsReach } from './clients.ts'
import { faultKind } from './kind.ts'
import { isMariadb } from './servers.ts'
import { linksAt, nodesOf } from './targets.ts'

const settings = z.strictObject({
  at: z.enum(cuttable).default('commit-sent'),
  /** Of any statement, or of those that begin so. */
  statement: z.string().default(''),
})

/** What a client is left with that was told nothing of its commit: nobody knows, and the history has to prove it. */
export const sever = faultKind({
  verb: 'sever',
  about:
    'clients’ connections are closed at a message: when a commit has gone to the server, when its answer arrives, or when a statement is parsed',
  target: 'links',
  settings,
  reaches: isClients,
  make: (target, chosen) => ({
    needs: ['wire'],
    inject: (context) => severAll(target, chosen, context),
  }),
})

/** Whether clients connect over links that a target names, or to each node that it may mean, in a protocol that can be followed. */
function isClients(target: string, layout: Layout): boolean {
  if (isMariadb(layout)) return false
  const isNamed = (link: LinkSpec) => ['all', link.group, nameOfLink(link)].includes(target)
  const links = layout.links.filter(({ from }) => from === CLIENTS)
  return links.some(isNamed) || clientsReach(target, layout)
}

async function severAll(
  target: string,
  { at: message, statement }: z.output<typeof settings>,
  { cluster, random }: FaultContext,
): Promise<Injection> {
  const links = linksAt(target, cluster, random).filter(({ from }) => from === CLIENTS)
  if (links.length === 0) throw new MeetsNothing('No client connects there at this moment')
  const severed = await allOf(links.map((link) => link.cutAt({ message, statement })))
  const detail = { links: links.map(({ name }) => name), message }
  return { nodes: nodesOf(links, cluster), ...severed, detail }
}
