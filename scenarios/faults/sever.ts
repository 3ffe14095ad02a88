import { z } from 'zod'
import type { FaultContext, Injection } from '../../runner/fault.ts'
import { nameOfLink, type LinkSpec, type MessageCut } from '../../runner/network/link.ts'
import { cuttable } from '../../runner/network/server/conversation.ts'
import { together } from '../../runner/undo.ts'
import type { Layout } from '../topologies/topology.ts'
import { faultKind } from './kind.ts'
import { nodesMeant } from './net.ts'
import { linksAt, nodesOf } from './targets.ts'

const CLIENTS = 'clients'

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

/** Whether clients connect over links that a target names, or to each node that it may mean. */
function isClients(target: string, layout: Layout): boolean {
  const ofClients = layout.links.filter(({ from }) => from === CLIENTS)
  const isNamed = (link: LinkSpec) => ['all', link.group, nameOfLink(link)].includes(target)
  const nodes = nodesMeant(target, layout)
  const isReached = (node: string) => ofClients.some(({ to }) => to === node)
  return ofClients.some(isNamed) || (nodes.length > 0 && nodes.every(isReached))
}

async function severAll(
  target: string,
  { at: message, statement }: z.output<typeof settings>,
  { cluster, random }: FaultContext,
): Promise<Injection> {
  const links = linksAt(target, cluster, random).filter(({ from }) => from === CLIENTS)
  const cuts: MessageCut[] = []
  const undo = await together(
    links.map(async (link) => {
      const cut = await link.cutAt({ message, statement })
      cuts.push(cut)
      return cut.undo
    }),
  )
  return {
    nodes: nodesOf(links, cluster),
    undo,
    detail: { links: links.map(({ name }) => name), message },
    async effect() {
      const told = await Promise.all(cuts.map((cut) => cut.told()))
      const sum = (of: 'cut' | 'unfollowed') => told.reduce((all, each) => all + each[of], 0)
      const connectionsCut = sum('cut')
      const by = { message, connectionsCut, connectionsNotFollowed: sum('unfollowed') }
      return { took: connectionsCut > 0, by }
    },
  }
}
