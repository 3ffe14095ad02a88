import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault, Injection } from '../../runner/fault.ts'
import type { Random } from '../../runner/random.ts'
import type { Capability, Node } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'

type Target = 'primary' | 'standby'
type Act = (cluster: Cluster, node: Node) => Promise<void>

function choose(cluster: Cluster, target: Target, random: Random): Node {
  return target === 'primary' ? cluster.primary() : random.pick(cluster.standbys())
}

/** A fault of one node: `act` does it; the undo is `back`, and then the node takes its place in the cluster again. */
function nodeFault(
  verb: string,
  target: Target,
  about: string,
  needs: Capability[],
  act: Act,
  back: Act = async () => {},
): Fault {
  return {
    name: `${verb}-${target}`,
    about,
    needs,
    async inject(cluster, random): Promise<Injection> {
      const node = choose(cluster, target, random)
      await act(cluster, node)
      return {
        nodes: [node.name],
        async undo() {
          await back(cluster, node)
          await cluster.rejoin(node)
        },
      }
    },
  }
}

const REPLICATION_CUT_MS = 400

/**
 * The network to the standbys fails shortly before the machine does, as when a rack loses its switch and then its
 * power: the order of failures in which it shows whether anybody waited for a standby.
 */
async function killBehindCut(cluster: Cluster, node: Node): Promise<void> {
  const heal = await cluster.links.cut(
    (link) => link.to === node.name && isMember(cluster, link.from),
  )
  try {
    await sleep(REPLICATION_CUT_MS)
    await node.kill('SIGKILL')
  } finally {
    await heal()
  }
}

function isMember(cluster: Cluster, name: string): boolean {
  return cluster.nodes.some((node) => node.name === name)
}

const kill: Act = (_, node) => node.kill('SIGKILL')
const stop: Act = (_, node) => node.kill('SIGINT')
const pause: Act = (_, node) => node.pause()
/** A fenced node is dead, and there is nothing to thaw. */
const resume: Act = async (_, node) => {
  if (await node.running()) await node.resume()
}

export const nodeFaults: Fault[] = [
  nodeFault(
    ...(['kill', 'primary'] as const),
    `kill -9 of the primary with everything on it, ${REPLICATION_CUT_MS} ms after its replication links were cut`,
    ['kill'],
    killBehindCut,
  ),
  nodeFault('kill', 'standby', 'kill -9 of a standby', ['kill'], kill),
  nodeFault('stop', 'primary', 'a clean, fast shutdown of the primary', ['kill'], stop),
  nodeFault('stop', 'standby', 'a clean, fast shutdown of a standby', ['kill'], stop),
  nodeFault(
    'pause',
    'primary',
    'every process of the primary is frozen, then thawed',
    ['pause'],
    pause,
    resume,
  ),
  nodeFault(
    'pause',
    'standby',
    'every process of a standby is frozen, then thawed',
    ['pause'],
    pause,
    resume,
  ),
]
