import { z } from 'zod'
import { allOf } from '../../runner/disturbance.ts'
import { MeetsNothing, type FaultContext, type Injection } from '../../runner/fault.ts'
import { nameOfLink, speaksAsClient } from '../../runner/network/link.ts'
import { cuttable } from '../../runner/network/server/conversation.ts'
import { ALL, type Layout } from '../topologies/topology.ts'
import { faultKind } from './kind.ts'
import { nodesMeant } from './net.ts'
import { linksAt, nodesOf } from './targets.ts'

const settings = z.strictObject({
  at: z.enum(cuttable).default('commit-sent'),
  /** Of any statement, or of those that begin so. */
  statement: z.string().default(''),
})

/** What somebody is left with who was told nothing of a commit: nobody knows, and the history has to prove it. */
export const sever = faultKind({
  verb: 'sever',
  about:
    'connections of clients, or of what speaks as they do, are closed at a message: when a commit is about to go to the server, when it has gone, when its answer arrives, or when a statement is parsed',
  target: 'links',
  settings,
  reaches: isFollowed,
  make: (target, chosen) => ({
    needs: ['wire'],
    inject: (context) => severAll(target, chosen, context),
  }),
})

/** Whether statements are said on links that a target names, or at each node that it may mean, in a protocol that can be followed. */
function isFollowed(target: string, layout: Layout): boolean {
  const links = layout.links.filter(speaksAsClient)
  if (links.some((link) => [ALL, link.group, nameOfLink(link)].includes(target))) return true
  const meant = nodesMeant(target, layout)
  const isAt = (node: string) =>
    links.some(({ from, to, port }) => port === undefined && [from, to].includes(node))
  return meant.length > 0 && meant.every(isAt)
}

async function severAll(
  target: string,
  { at: message, statement }: z.output<typeof settings>,
  { cluster, random }: FaultContext,
): Promise<Injection> {
  const links = linksAt(target, cluster, random).filter(speaksAsClient)
  if (links.length === 0) throw new MeetsNothing('Nobody says a statement there at this moment')
  const severed = await allOf(links.map((link) => link.cutAt({ message, statement })))
  const detail = { links: links.map(({ name }) => name), message }
  return { nodes: nodesOf(links, cluster), ...severed, detail }
}
