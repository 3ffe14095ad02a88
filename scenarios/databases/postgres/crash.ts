import { setTimeout as sleep } from 'node:timers/promises'
import { SplitbrainError } from '../../../history/errors.ts'
import { runOn } from './run-on.ts'
import type { PostgresServer } from './server.ts'

const LIMIT_MS = 30_000
const POLL_MS = 50

// The postmaster's children by /proc, for a container may have no ps. Every server has a checkpointer, whatever it does.
const checkpointer = `postmaster=$(head -n 1 data/postmaster.pid)
for stat in /proc/[0-9]*/stat; do
  read -r line 2> /dev/null < "$stat" || continue
  set -- \${line##*) }
  process=\${stat%/stat}
  [ "$2" = "$postmaster" ] || continue
  grep -q checkpointer "$process/cmdline" 2> /dev/null || continue
  echo "\${process#/proc/}"
done`

/**
 * Kills one process of a server. The server takes what its processes share for corrupt: it ends all others at once, and
 * recovers from WAL. Returns when it answers again.
 */
export async function crash(server: PostgresServer): Promise<void> {
  const { node } = server
  const victim = await checkpointerOf(server)
  if (victim === '')
    throw new SplitbrainError('runtime', `Node ${node.name} has no server that could crash.`)
  await runOn(node, ['kill', '-9', victim])
  server.disconnect()
  const until = performance.now() + LIMIT_MS
  for (let now = victim; now === victim || now === ''; now = await checkpointerOf(server)) {
    if (performance.now() > until)
      throw new SplitbrainError('timeout', `The server of node ${node.name} did not start again.`)
    await sleep(POLL_MS)
  }
  await server.answers()
}

async function checkpointerOf({ node }: PostgresServer): Promise<string> {
  return (await runOn(node, ['sh', '-c', checkpointer])).trim()
}
