import { engine, labels } from '../../runner/runtimes/docker/engine.ts'
import { skipContainers } from './docker.ts'
import { killedInEachPhase } from './harness-killed.ts'

async function remains(runId: string): Promise<string[]> {
  const docker = await engine()
  const filters = { label: [`${labels.run}=${runId}`] }
  const containers = await docker.listContainers({ all: true, filters })
  const networks = await docker.listNetworks({ filters })
  return [...containers.flatMap(({ Names }) => Names), ...networks.map(({ Name }) => Name)]
}

killedInEachPhase('docker', remains, skipContainers)
