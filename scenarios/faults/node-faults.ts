import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { between, withoutOne } from '../../runner/network/shapes.ts'
import type { Capability, Node } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'
import { faultKind, type FaultKind } from './kind.ts'
import { everyNode, nodeAt } from './targets.ts'

type Act = (cluster: Cluster, node: Node) => Promise<void>

/** A fault of one node: `act` does it; the undo is `back`, and then the node takes its place in the cluster again. */
function nodeFault(
  verb: string,
  about: string,
  needs: Capability[],
  act: Act,
  back: Act = async () => {},
): FaultKind {
  return faultKind({
    verb,
    about,
    target: 'node',
    settings: z.strictObject({}),
    make: (target) => ({
      needs,
      async inject(cluster, random) {
        const node = nodeAt(target, cluster, random)
        await act(cluster, node)
        return {
          nodes: [node.name],
          async undo() {
            await back(cluster, node)
            await cluster.rejoin(node)
          },
        }
      },
    }),
  })
}

const REPLICATION_CUT_MS = 400

const kill: Act = async (cluster, node) => {
  if (node.name === cluster.primary().name) await killBehindCut(cluster, node)
  else await node.kill('SIGKILL')
}

/**
 * The network to the standbys fails shortly before the machine does, as when a rack loses its switch and then its
 * power: the order of failures in which it shows whether anybody waited for a standby.
 */
async function killBehindCut(cluster: Cluster, node: Node): Promise<void> {
  const others = withoutOne(everyNode(cluster), node.name)
  const heal = await cluster.links.lose(between([node.name], others))
  try {
    await sleep(REPLICATION_CUT_MS)
    await node.kill('SIGKILL')
  } finally {
    await heal()
  }
}

const stop: Act = (_, node) => node.kill('SIGINT')
const pause: Act = (_, node) => node.pause()
/** A fenced node is dead, and there is nothing to thaw. */
const resume: Act = async (_, node) => {
  if (await node.running()) await node.resume()
}

export const nodeFaults: FaultKind[] = [
  nodeFault(
    'kill',
    `kill -9 of everything on a node; of the primary ${REPLICATION_CUT_MS} ms after its replication links were cut`,
    ['kill'],
    kill,
  ),
  nodeFault('stop', 'a clean, fast shutdown of a node', ['kill'], stop),
  nodeFault('pause', 'every process of a node is frozen, then thawed', ['pause'], pause, resume),
]
