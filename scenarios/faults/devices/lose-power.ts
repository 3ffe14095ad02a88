import type { Effect } from '../../../history/effect.ts'
import type { MountedDisk } from '../../../runner/disk/mounted-disk.ts'
import { sumOf, type Disturbance } from '../../../runner/disturbance.ts'
import type { FaultContext } from '../../../runner/fault.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import { together } from '../../../runner/undo.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'
import { down, putInto } from '../node-state.ts'

/** A node with the disk of its data. */
export interface Powered {
  node: Node
  mounted: MountedDisk
}

// But for what serves the disk; of the others none is to see it fail, and tell of that, before it is gone itself.
const standStill = `for folder in /proc/[0-9]*; do
  pid=\${folder#/proc/}
  [ "$pid" = $$ ] || grep -q -a disk-server "$folder/cmdline" || kill -STOP "$pid"
done 2> /dev/null; true`

/**
 * Has nodes lose their power at once: each disk forgets what nobody had flushed, but for `keepPercent` of its blocks, and
 * each node all that it has in memory. The disks come first, for a node's death takes the server of its own with it.
 */
export async function losePower(
  { random }: Pick<FaultContext, 'random'>,
  meant: readonly Powered[],
  keepPercent: number,
): Promise<Disturbance> {
  const told: (Effect | undefined)[] = []
  let undo = async () => {}
  const isDown = await putInto(
    down,
    meant.map(({ node }) => node),
    async () => {
      const seeds = meant.map(() => random.int(2 ** 31))
      await Promise.all(meant.map(({ node }) => runOn(node, ['sh', '-c', standStill])))
      try {
        const cuts = await Promise.all(
          meant.map(({ mounted }, i) => mounted.disk.cutPower({ keepPercent, seed: seeds[i] })),
        )
        undo = await together(cuts.map(async (cut) => cut.undo))
        told.push(...(await Promise.all(cuts.map((cut) => cut.effect()))))
      } finally {
        await Promise.all(meant.map(({ node }) => node.kill()))
      }
    },
  )
  const forgot = sumOf(told)
  const took = forgot?.took === true && isDown.took
  return { undo, effect: async () => ({ took, by: { ...forgot?.by, ...isDown.by } }) }
}
