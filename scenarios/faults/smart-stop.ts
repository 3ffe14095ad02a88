import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Effect } from '../../history/effect.ts'
import { measured } from '../../runner/effect.ts'
import { MeetsNothing } from '../../runner/fault.ts'
import { shutDownSmart } from '../databases/postgres/restart.ts'
import type { PostgresServer } from '../databases/postgres/server.ts'
import { faultKind } from './kind.ts'
import { answeringServer, isUnmanaged } from './servers.ts'
import { strike } from './strike.ts'
import { nodeAt } from './targets.ts'

/** What refuses a session by the word of a server that shuts down. */
const SHUTTING_DOWN = '57P03'
const POLL_MS = 20
const LIMIT_MS = 3_000

/** The server is as good as down to whoever connects, and goes on for whoever has: the operator's old session among them. */
export const smartStop = faultKind({
  verb: 'smart-stop',
  about:
    'a database server is told to shut down once its sessions are over: these go on, and no new one is let in',
  target: 'node',
  settings: z.strictObject({}),
  reaches: isUnmanaged,
  make: (target) => ({
    needs: ['exec'],
    async inject(context) {
      const { cluster, random, over } = context
      const node = nodeAt(target, cluster, random)
      // Who has no session by now gets none.
      const server = await answeringServer(cluster, node)
      if ((await newSession(server)) !== 'taken')
        throw new MeetsNothing(`The server of ${node.name} takes no session as it is`)
      const { detail } = await strike(context, node, { leadMs: 0 }, () => shutDownSmart(server))
      // Asked at once, for who is fenced later takes no session either.
      const effect = await measured(() => shutsDown(server, over))
      return {
        nodes: [node.name],
        detail,
        effect: async () => effect,
        // What is left of its sessions ends, and it starts again as the cluster heals.
        undo: async () => ((await node.frozen()) ? node.kill() : server.stop()),
      }
    },
  }),
})

/** Whether the server itself says so: it takes a moment to hear of it. */
async function shutsDown(server: PostgresServer, over: AbortSignal): Promise<Effect> {
  const end = performance.now() + LIMIT_MS
  for (;;) {
    const told = await newSession(server)
    if (told !== 'taken' || performance.now() > end || over.aborted) {
      const sessions = await server.sessionsOf(server.roles.client).catch(() => 0)
      const took = told === 'impossible' ? 'unknown' : told === 'refused'
      return { took, by: { newSession: told, sessionsThatGoOn: sessions } }
    }
    await sleep(POLL_MS)
  }
}

async function newSession(server: PostgresServer): Promise<'taken' | 'refused' | 'impossible'> {
  try {
    const session = await server.connect()
    await session.end()
    return 'taken'
  } catch (error) {
    return (error as { code?: string }).code === SHUTTING_DOWN ? 'refused' : 'impossible'
  }
}
