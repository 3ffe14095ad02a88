import { z } from 'zod'
import { MeetsNothing } from '../../runner/fault.ts'
import { runOn } from '../../runner/runtimes/run-on.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import { faultKind } from './kind.ts'
import { isDatabase } from './servers.ts'
import { aimed, lead, strike } from './strike.ts'
import { nodeAt } from './targets.ts'

// Found by /proc, for a container may have no ps; this very shell has the same word in its command line, and so has what
// it looks with, which is gone by then.
const processes = `for found in $(grep -l -s -F -e "$1" /proc/[0-9]*/cmdline); do
  process=\${found%/cmdline}
  pid=\${process#/proc/}
  [ "$pid" != $$ ] && read -r line 2> /dev/null < "$process/stat" || continue`

const send = `${processes}
  kill -s "$2" "$pid" 2> /dev/null
done; true`

const count = `hung=0; ${processes}
  set -- "$1" \${line##*) }
  [ "$2" = T ] && hung=$((hung + 1))
done
echo "$hung"`

/** What keeps a manager from its work and its server from nothing: a bug, an operator's signal, a want of memory. */
export const hangManager = faultKind({
  verb: 'hang-manager',
  about:
    'the failover manager of a node hangs, while its database server goes on; a primary loses its standbys `lead` ms before',
  target: 'node',
  settings: z.strictObject({ lead }),
  reaches: (target, layout) => layout.manager?.process !== undefined && isDatabase(target, layout),
  make: (target, { lead: leadMs }, layout) => ({
    needs: ['exec'],
    ...aimed(target, layout, leadMs),
    async inject(context) {
      const { cluster, random } = context
      const node = nodeAt(target, cluster, random)
      if (!(await node.running()) || (await node.frozen()))
        throw new MeetsNothing(`${node.name} is down or stands still`)
      const process = layout.manager!.process!
      const { blow, rejoinStandbys, detail } = await strike(context, node, { leadMs }, async () => {
        const before = await hung(node, process)
        await signal(node, process, 'STOP')
        return { processesHung: await hung(node, process), before }
      })
      return {
        nodes: [node.name],
        detail,
        async undo() {
          await rejoinStandbys()
          // Whoever was killed meanwhile starts anew as the cluster heals.
          if (await node.running()) await signal(node, process, 'CONT')
        },
        effect: async () => ({ took: blow.processesHung > blow.before, by: blow }),
      }
    },
  }),
})

async function signal(node: Node, process: string, name: 'STOP' | 'CONT'): Promise<void> {
  await runOn(node, ['sh', '-c', send, 'sh', process, name])
}

/** How many of its processes stand still. */
async function hung(node: Node, process: string): Promise<number> {
  return Number(await runOn(node, ['sh', '-c', count, 'sh', process]))
}
