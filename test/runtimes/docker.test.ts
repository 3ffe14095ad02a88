import { DockerRuntime } from '../../runner/runtimes/docker/docker.ts'
import { dockerAnswers, engine, labels } from '../../runner/runtimes/docker/engine.ts'
import { runtimeContract } from './contract.ts'

const answer = await dockerAnswers()
const required = process.env.SPLITBRAIN_REQUIRE_DOCKER === '1'

runtimeContract(
  'docker',
  {
    open: (options) => DockerRuntime.open(options),
    async remains(runId) {
      const docker = await engine()
      const filters = { label: [`${labels.run}=${runId}`] }
      const containers = await docker.listContainers({ all: true, filters })
      const networks = await docker.listNetworks({ filters })
      return [...containers.flatMap(({ Names }) => Names), ...networks.map(({ Name }) => Name)]
    },
  },
  required || answer === true ? false : answer,
)
