import { engine, labels } from '../../runner/runtimes/docker/engine.ts'
import { dockerAnswers } from '../../runner/runtimes/docker/sweep.ts'

const answer = await dockerAnswers()

/** Why container tests are skipped here, or false; where they are required a missing engine makes them fail. */
export const skipContainers: string | false =
  answer === true || process.env.SPLITBRAIN_REQUIRE_DOCKER === '1' ? false : answer

/** The containers, networks and volumes that the engine still has of a run. */
export async function remains(runId: string): Promise<string[]> {
  const docker = await engine()
  const filters = { label: [`${labels.run}=${runId}`] }
  const containers = await docker.listContainers({ all: true, filters })
  const networks = await docker.listNetworks({ filters })
  const { Volumes: volumes } = await docker.listVolumes({ filters })
  return [
    ...containers.flatMap(({ Names }) => Names),
    ...networks.map(({ Name }) => Name),
    ...(volumes ?? []).map(({ Name }) => Name),
  ]
}
