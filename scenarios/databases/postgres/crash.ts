import { SplitbrainError } from '../../../history/errors.ts'
import type { Effect } from '../../../history/effect.ts'
import type { Disturbance } from '../../../runner/disturbance.ts'
import { MeetsNothing } from '../../../runner/fault.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { PostgresServer } from './server.ts'

// The postmaster is frozen first, so that it starts none anew; one that stands still already is another's to let go
// on. Its children are found by /proc, for a container may have no ps. One of them that dies of a signal makes it take
// what they share for corrupt, and recover from WAL.
const end = `postmaster=$(head -n 1 data/postmaster.pid) && read -r line < "/proc/$postmaster/stat" || exit 1
set -- \${line##*) }
[ "$1" != T ] && kill -STOP "$postmaster" || exit 1
ended=
for stat in /proc/[0-9]*/stat; do
  read -r line 2> /dev/null < "$stat" || continue
  set -- \${line##*) }
  process=\${stat%/stat}
  [ "$2" = "$postmaster" ] && [ "$1" != Z ] && kill -9 "\${process#/proc/}" && ended=yes
done
[ "$ended" ] || { kill -CONT "$postmaster"; exit 1; }`

// Of the frozen first process's children, the dead are not yet taken away: how many, and how many live.
const count = `postmaster=$(head -n 1 data/postmaster.pid) dead=0 alive=0
for stat in /proc/[0-9]*/stat; do
  read -r line 2> /dev/null < "$stat" || continue
  set -- \${line##*) }
  [ "$2" = "$postmaster" ] || continue
  [ "$1" = Z ] && dead=$((dead + 1)) || alive=$((alive + 1))
done
echo "$dead $alive"`

const goOn = `kill -CONT "$(head -n 1 data/postmaster.pid)"`

/** Kills everything that a server does; it starts again by itself once its first process may go on. */
export async function crash(server: PostgresServer): Promise<Disturbance> {
  const { node } = server
  const idle = new MeetsNothing(`The server of ${node.name} is down or stands still`)
  // The number in a dead server's lock file may be a stranger's by now.
  if (!(await node.running())) throw idle
  await runOn(node, ['sh', '-c', end]).catch(() => Promise.reject(idle))
  server.disconnect()
  const undo = async () => {
    // Whoever was killed altogether meanwhile starts anew when the cluster heals.
    if (!(await node.running())) return
    await runOn(node, ['sh', '-c', goOn]).catch((cause: unknown) => {
      const message = `The crashed server of node ${node.name} is gone and can't start again.`
      throw new SplitbrainError('runtime', message, { cause })
    })
    await server.answers()
  }
  return { undo, effect: () => processesKilled(server) }
}

async function processesKilled({ node }: PostgresServer): Promise<Effect> {
  const [dead, alive] = (await runOn(node, ['sh', '-c', count])).trim().split(' ').map(Number)
  return { took: dead > 0 && alive === 0, by: { processesKilled: dead, processesAlive: alive } }
}
