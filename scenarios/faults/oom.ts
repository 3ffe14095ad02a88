import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Random } from '../../runner/random.ts'
import { runOn } from '../../runner/runtimes/run-on.ts'
import type { PostgresServer } from '../databases/postgres/server.ts'
import { faultKind } from './kind.ts'
import { serverOf, takesClients } from './servers.ts'
import { strike } from './strike.ts'
import { nodeAt } from './targets.ts'

const POLL_MS = 20
const LIMIT_MS = 10_000

/** What the kernel does to whoever takes too much memory: one session dies of it, and the server ends all others. */
export const oom = faultKind({
  verb: 'oom',
  about:
    'kill -9 of one client’s session by the server, as when memory is short; the server ends all sessions and recovers by itself',
  target: 'node',
  settings: z.strictObject({}),
  reaches: takesClients,
  make: (target) => ({
    needs: ['exec'],
    lastsMs: 0,
    async inject(context) {
      const { cluster, random, over } = context
      const node = nodeAt(target, cluster, random)
      const server = serverOf(cluster, node)
      const before = await someSessions(server, over)
      const blow = () => killOne(server, before, random)
      const { detail } = await strike(context, node, { leadMs: 0 }, blow)
      const cut = await sessionsCut(server, before)
      return {
        nodes: [node.name],
        undo: async () => {},
        detail,
        effect: async () => ({ took: cut === before.length, by: { sessionsCut: cut } }),
      }
    },
  }),
})

/** Those of clients, once there are any. */
async function someSessions(server: PostgresServer, over: AbortSignal): Promise<number[]> {
  for (;;) {
    const found = await sessions(server)
    if (found.length > 0) return found
    await sleep(POLL_MS, undefined, { signal: over })
  }
}

async function sessions(server: PostgresServer): Promise<number[]> {
  const text = `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND usename = $1`
  const rows = await server.query<{ pid: number }>(text, [server.roles.client.user])
  return rows.map(({ pid }) => pid)
}

/** How many of them are gone once the server answers again: its first process takes a moment to end the others. */
async function sessionsCut(server: PostgresServer, before: readonly number[]): Promise<number> {
  for (let waited = 0; ; waited += POLL_MS) {
    server.disconnect()
    await server.answers()
    const left = await sessions(server).catch(() => before)
    const cut = before.filter((pid) => !left.includes(pid)).length
    if (cut === before.length || waited >= LIMIT_MS) return cut
    await sleep(POLL_MS)
  }
}

// Whoever is gone by now has ended by itself, and its number may be another's, so its parent must be the server.
const killFirst = `postmaster=$(head -n 1 data/postmaster.pid)
for pid; do
  read -r line 2> /dev/null < "/proc/$pid/stat" || continue
  set -- \${line##*) }
  [ "$2" = "$postmaster" ] && kill -9 "$pid" && exit 0
done
echo 'all of these sessions have ended'; exit 1`

async function killOne({ node }: PostgresServer, pids: number[], random: Random): Promise<void> {
  await runOn(node, ['sh', '-c', killFirst, 'sh', ...random.shuffle(pids).map(String)])
}
