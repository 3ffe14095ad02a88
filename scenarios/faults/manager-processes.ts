import { MeetsNothing } from '../../runner/fault.ts'
import { runOn } from '../../runner/runtimes/run-on.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'

// Found by /proc, for a container may have no ps; this very shell has the same word in its command line, and so has what
// it looks with, which is gone by then.
const processes = `for found in $(grep -l -s -F -e "$1" /proc/[0-9]*/cmdline); do
  process=\${found%/cmdline}
  pid=\${process#/proc/}
  [ "$pid" != $$ ] && read -r line 2> /dev/null < "$process/stat" || continue`

const send = `${processes}
  kill -s "$2" "$pid" 2> /dev/null
done; true`

const count = `there=0 hung=0; ${processes}
  set -- "$1" \${line##*) }
  [ "$2" = Z ] || there=$((there + 1))
  [ "$2" = T ] && hung=$((hung + 1))
done
echo "$there $hung"`

/** Of a node that is down or stands still nobody can tell what manages it. */
export async function refuseSilent(node: Node): Promise<void> {
  if (!(await node.running()) || (await node.frozen()))
    throw new MeetsNothing(`${node.name} is down or stands still`)
}

export async function signal(
  node: Node,
  process: string,
  name: 'STOP' | 'CONT' | 'KILL',
): Promise<void> {
  await runOn(node, ['sh', '-c', send, 'sh', process, name])
}

/** How many of a manager's processes are there, and how many of them stand still. */
export async function managerProcesses(
  node: Node,
  process: string,
): Promise<{ there: number; hung: number }> {
  const said = await runOn(node, ['sh', '-c', count, 'sh', process])
  const [there, hung] = said.trim().split(' ').map(Number)
  return { there, hung }
}
