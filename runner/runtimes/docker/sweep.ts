import { setTimeout as sleep } from 'node:timers/promises'
import { engine, labels, removeContainer } from './engine.ts'
import { statusOf, unless } from './refusals.ts'
import { sweepLoops } from './loops.ts'

export { dockerAnswers } from './engine.ts'

const filters = { label: [`${labels.ours}=1`] }

/**
 * Removes our containers whose labels `which` chooses, and then our loop devices, networks and disks' volumes that it
 * chooses; of a loop device only its run is known.
 * Safe while another harness or a watchdog removes the same. How many there were.
 */
export async function sweepDocker(
  which: (labels: Record<string, string>) => boolean,
): Promise<number> {
  const docker = await engine()
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ])
  const chosen = containers.filter((container) => which(container.Labels))
  await Promise.all(chosen.map(({ Id }) => removeContainer(docker, Id)))
  const loops = await sweepLoops(docker, (runId) =>
    which({ [labels.ours]: '1', [labels.run]: runId }),
  )
  const left = networks.filter((network) => which(network.Labels ?? {}))
  await Promise.all(left.map(({ Id }) => whenIdle(403, docker.getNetwork(Id))))
  const disks = (volumes ?? []).filter((volume) => which(volume.Labels ?? {}))
  await Promise.all(disks.map(({ Name }) => whenIdle(409, docker.getVolume(Name))))
  return chosen.length + loops + left.length + disks.length
}

/** Removes what is left of builds whose owner `which` chooses; how many layers nothing else is built on. */
export async function sweepBuilds(which: (owner: string) => boolean): Promise<number> {
  const docker = await engine()
  const filters = { dangling: ['true'], label: [labels.owner] }
  const found = await docker.listImages({ filters })
  const left = found.filter(({ Labels }) => which(Labels[labels.owner]))
  // 409: a build that goes on from it has just begun.
  await Promise.all(left.map(({ Id }) => unless([404, 409], docker.getImage(Id).remove())))
  return left.length
}

/** A network or volume is busy until the last of its containers, which someone else may be removing, is gone. */
async function whenIdle(busy: number, thing: { remove(): Promise<unknown> }): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await unless([404], thing.remove())
    } catch (error) {
      if (statusOf(error) !== busy || attempt === 50) throw error
      await sleep(100)
    }
  }
}
