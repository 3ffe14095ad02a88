import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Effect } from '../../history/effect.ts'
import { measured } from '../../runner/effect.ts'
import { MeetsNothing } from '../../runner/fault.ts'
import type { Random } from '../../runner/random.ts'
import { runOn } from '../../runner/runtimes/run-on.ts'
import type { PostgresServer } from '../databases/postgres/server.ts'
import { DOWN_MS } from './crash.ts'
import { faultKind } from './kind.ts'
import { serverOf, takesClients } from './servers.ts'
import { strike } from './strike.ts'
import { nodeAt } from './targets.ts'

const POLL_MS = 20
const LIMIT_MS = 3_000

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
    lastsMs: DOWN_MS,
    async inject(context) {
      const { cluster, random, over } = context
      const node = nodeAt(target, cluster, random)
      const server = serverOf(cluster, node)
      const before = await someSessions(server, over)
      const blow = () => killOne(server, before, random)
      const { detail } = await strike(context, node, { leadMs: 0 }, blow)
      // Asked at once, for where recovery takes long the operator may give the server up.
      const effect = await measured(() => sessionsCut(server, before, over))
      const undo = async () => {
        server.disconnect()
        // Whoever was fenced meanwhile starts anew when the cluster heals.
        if (await node.running()) await server.answers()
      }
      return { nodes: [node.name], undo, detail, effect: async () => effect }
    },
  }),
})

/** Those of clients, once there are any. */
async function someSessions(server: PostgresServer, over: AbortSignal): Promise<number[]> {
  for (;;) {
    const found = await sessions(server).catch(() => [])
    if (found.length > 0) return found
    await sleep(POLL_MS, undefined, { signal: over })
  }
}

async function sessions(server: PostgresServer): Promise<number[]> {
  const text = `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND usename = $1`
  const rows = await server.query<{ pid: number }>(text, [server.roles.client.user])
  return rows.map(({ pid }) => pid)
}

/** All of them, though one was killed: the first process takes a moment to end the others. */
async function sessionsCut(
  { node }: PostgresServer,
  pids: number[],
  over: AbortSignal,
): Promise<Effect> {
  const count = 'left=0; for pid; do [ -d "/proc/$pid" ] && left=$((left + 1)); done; echo "$left"'
  const end = performance.now() + LIMIT_MS
  for (;;) {
    const left = Number(await runOn(node, ['sh', '-c', count, 'sh', ...pids.map(String)]))
    const cut = pids.length - left
    if (left === 0 || performance.now() > end || over.aborted)
      return { took: left === 0, by: { sessionsCut: cut } }
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
echo none`

async function killOne({ node }: PostgresServer, pids: number[], random: Random): Promise<void> {
  const said = await runOn(node, ['sh', '-c', killFirst, 'sh', ...random.shuffle(pids).map(String)])
  if (said.trim() === 'none')
    throw new MeetsNothing(`All sessions that clients had on ${node.name} have ended`)
}
