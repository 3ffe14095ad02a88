import { z } from 'zod'
import { shutDownSmart } from '../databases/postgres/restart.ts'
import type { PostgresServer } from '../databases/postgres/server.ts'
import { faultKind } from './kind.ts'
import { isDatabase, serverOf } from './servers.ts'
import { strike } from './strike.ts'
import { nodeAt } from './targets.ts'

/** What refuses a session by the word of a server that shuts down. */
const SHUTTING_DOWN = '57P03'

/** The server is as good as down to whoever connects, and goes on for whoever has: the operator's old session among them. */
export const smartStop = faultKind({
  verb: 'smart-stop',
  about:
    'a database server is told to shut down once its sessions are over: these go on, and no new one is let in',
  target: 'node',
  settings: z.strictObject({}),
  reaches: isDatabase,
  make: (target) => ({
    needs: ['exec'],
    async inject(context) {
      const { cluster, random } = context
      const node = nodeAt(target, cluster, random)
      const server = serverOf(cluster, node)
      // Who has no session by now gets none.
      await server.position()
      const { detail } = await strike(context, node, { leadMs: 0 }, () => shutDownSmart(server))
      return {
        nodes: [node.name],
        detail,
        effect: async () => {
          const newSession = await refusal(server)
          const sessions = await server.sessionsOf(server.roles.client).catch(() => 0)
          return { took: newSession !== 'taken', by: { newSession, sessionsThatGoOn: sessions } }
        },
        // What is left of its sessions ends, and it starts again as the cluster heals.
        undo: async () => ((await node.frozen()) ? node.kill() : server.stop()),
      }
    },
  }),
})

async function refusal(server: PostgresServer): Promise<string> {
  try {
    const session = await server.connect()
    await session.end()
    return 'taken'
  } catch (error) {
    return (error as { code?: string }).code === SHUTTING_DOWN ? 'refused' : 'impossible'
  }
}
