import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { MeetsNothing, type FaultContext, type Injection } from '../../runner/fault.ts'
import type { MariaServer } from '../databases/mariadb/server.ts'
import { faultKind } from './kind.ts'
import { isMariadb, mariaServersOf } from './servers.ts'

const settings = z.strictObject({
  from: z.enum(['first', 'last']).default('first'),
  /** How long the first one is away before the others go. */
  apart: z.coerce.number().int().min(0).max(60_000).default(1000),
})

/** After a black-out an operator has to say who begins the cluster anew, and may choose who knows less than others. */
export const bootstrap = faultKind({
  verb: 'bootstrap',
  about:
    'a server leaves, and `apart` ms later all others are killed; then whoever left first, or the last to go, begins the cluster anew',
  target: 'none',
  leastNodes: 3,
  settings,
  reaches: (_, layout) => isMariadb(layout),
  make: (_, chosen) => ({
    needs: ['kill', 'exec'],
    lastsMs: 0,
    leadMs: chosen.apart,
    inject: (context) => beginAnew(context, chosen),
  }),
})

async function beginAnew(
  { cluster, random, over, now, exclusively }: FaultContext,
  { from, apart }: z.output<typeof settings>,
): Promise<Injection> {
  const servers = mariaServersOf(cluster)
  const isThere = await Promise.all(servers.map((server) => server.look().catch(() => undefined)))
  if (!isThere.every((each) => each?.isPrimary))
    throw new MeetsNothing('Not every server has a part in the cluster')
  const first = random.pick(servers)
  await first.stop()
  await first.node.stop()
  await sleep(apart, undefined, { signal: over })
  return exclusively(async () => {
    const struckAtNs = now()
    const others = servers.filter((server) => server !== first)
    await Promise.all(others.map(({ node }) => node.kill()))
    const seqnos = new Map(await Promise.all(servers.map(seqnoOf)))
    const furthest = others.reduce((a, b) => (seqnos.get(b)! > seqnos.get(a)! ? b : a))
    const leader = from === 'first' ? first : furthest
    await leader.start('first')
    const { isPrimary } = await leader.look()
    const behind = (server: MariaServer) => seqnos.get(furthest)! - seqnos.get(server)!
    const isApart = behind(first) > 0
    return {
      nodes: cluster.nodes.map(({ name }) => name),
      undo: async () => {},
      detail: { struckAtNs, first: first.node.name, to: leader.node.name },
      effect: async () => ({
        took: isPrimary && isApart,
        by: { begins: leader.node.name, transactionsBehind: behind(leader) },
      }),
    }
  })
}

async function seqnoOf(server: MariaServer): Promise<[MariaServer, number]> {
  await server.node.boot()
  return [server, (await server.position()).seqno]
}
