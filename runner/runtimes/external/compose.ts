import type Docker from 'dockerode'
import { SplitbrainError } from '../../../history/errors.ts'
import { unless } from '../docker/refusals.ts'
import { logOf } from '../docker/log.ts'
import type { Doings } from './acts.ts'

/** One service of a compose project, as its container's labels name it. */
export interface ComposeService {
  project: string
  service: string
}

const labelOf = 'com.docker.compose'

/** What an engine can do to the container of a service, however its project was started. */
export function composeDoings(engine: () => Promise<Docker>, of: ComposeService): Doings {
  const container = async () => containerOf(await engine(), of)
  const quiet = (act: (container: Docker.Container) => Promise<unknown>) => async () => {
    await act(await container())
    return ''
  }
  return {
    // 409: it is down already.
    kill: quiet((it) => unless([409], it.kill({ signal: 'SIGKILL' }))),
    stop: quiet((it) => unless([304], it.stop({ t: 30 }))),
    start: quiet((it) => unless([304], it.start())),
    pause: quiet((it) => it.pause()),
    resume: quiet((it) => it.unpause()),
    partition: async () => disconnect(await engine(), await container()),
    async heal({ told = '{}' }) {
      await reconnect(await engine(), await container(), JSON.parse(told) as Places)
      return ''
    },
    logs: async () => logOf(await container()),
  }
}

/** A `usage` error where a service has no container, or several: nobody could tell which one is meant. */
export async function containerOf(
  docker: Docker,
  { project, service }: ComposeService,
): Promise<Docker.Container> {
  const label = [`${labelOf}.project=${project}`, `${labelOf}.service=${service}`]
  const found = await docker.listContainers({ all: true, filters: { label } })
  const own = found.filter(({ Labels }) => Labels[`${labelOf}.oneoff`] !== 'True')
  if (own.length === 1) return docker.getContainer(own[0].Id)
  throw new SplitbrainError(
    'usage',
    own.length === 0
      ? `The compose project ${project} has no container of the service ${service}: start it (docker compose up), or name its project.`
      : `The compose project ${project} has ${own.length} containers of the service ${service}: a node is one machine, so give each a service of its own.`,
  )
}

/** Where a container stood in its networks, by their names. */
type Places = Record<string, Pick<Docker.EndpointSettings, 'Aliases' | 'IPAMConfig'>>

async function disconnect(docker: Docker, container: Docker.Container): Promise<string> {
  const { NetworkSettings } = await container.inspect()
  const places = Object.entries(NetworkSettings.Networks).map(([name, { Aliases, IPAMConfig }]) => [
    name,
    { Aliases, IPAMConfig },
  ])
  for (const [name] of places)
    await docker.getNetwork(name as string).disconnect({ Container: container.id, Force: true })
  return JSON.stringify(Object.fromEntries(places))
}

async function reconnect(
  docker: Docker,
  container: Docker.Container,
  places: Places,
): Promise<void> {
  for (const [name, EndpointConfig] of Object.entries(places))
    await docker.getNetwork(name).connect({ Container: container.id, EndpointConfig })
}
