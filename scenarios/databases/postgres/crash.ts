import { SplitbrainError } from '../../../history/errors.ts'
import type { Undo } from '../../../runner/undo.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { PostgresServer } from './server.ts'

// The postmaster is frozen first, so that it starts none anew. Its children are found by /proc, for a container may
// have no ps. One of them that dies of a signal makes it take what they share for corrupt, and recover from WAL.
const end = `postmaster=$(head -n 1 data/postmaster.pid) && kill -STOP "$postmaster" || exit 1
ended=
for stat in /proc/[0-9]*/stat; do
  read -r line 2> /dev/null < "$stat" || continue
  set -- \${line##*) }
  process=\${stat%/stat}
  [ "$2" = "$postmaster" ] && kill -9 "\${process#/proc/}" && ended=yes
done
[ "$ended" ] || { kill -CONT "$postmaster"; exit 1; }`

const goOn = `kill -CONT "$(head -n 1 data/postmaster.pid)"`

/** Kills everything that a server does; it starts again by itself once its first process may go on. */
export async function crash(server: PostgresServer): Promise<Undo> {
  const { node } = server
  await runOn(node, ['sh', '-c', end])
  server.disconnect()
  return async () => {
    // Whoever was killed altogether meanwhile starts anew when the cluster heals.
    if (!(await node.running())) return
    await runOn(node, ['sh', '-c', goOn]).catch((cause: unknown) => {
      const message = `The crashed server of node ${node.name} is gone and can't start again.`
      throw new SplitbrainError('runtime', message, { cause })
    })
    await server.answers()
  }
}
