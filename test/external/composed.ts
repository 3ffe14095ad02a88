import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'
import { parse } from 'yaml'
import { removeContainer } from '../../runner/runtimes/docker/engine.ts'
import { addressOf } from '../../scenarios/topologies/external/address.ts'
import { dialects } from '../../scenarios/topologies/external/dialects.ts'

const START_LIMIT_MS = 60_000

/** As much of a service as a compose file says of those that are started here. */
export interface Service {
  image: string
  entrypoint: string[]
  environment?: Record<string, string | number | null>
  user?: string
  hostname?: string
  init?: boolean
  /** As `127.0.0.1:5433:5432`. */
  ports: [string]
}

/** A compose file's services; its variables stand for what `given` has, and a sign that is written twice for itself. */
export function servicesIn(text: string, given: Record<string, string>): Record<string, Service> {
  const { services } = parse(text, { merge: true })
  const variable = /\$(?:\$|\{(\w+)(?::-([^}]*))?\})/g
  const filled = (_: string, name?: string, otherwise = '') =>
    name === undefined ? '$' : (given[name] ?? otherwise)
  // As text and back, so that what services share is filled in once.
  return JSON.parse(JSON.stringify(services), (_, value) =>
    typeof value === 'string' ? value.replaceAll(variable, filled) : value,
  )
}

/** Starts services as a compose program would, with its names and its labels, on a network of their own. */
export async function startComposed(
  docker: Docker,
  project: string,
  services: Record<string, Service>,
): Promise<AsyncDisposable> {
  await using things = new AsyncDisposableStack()
  const network = `${project}_default`
  const made = await docker.createNetwork({ Name: network })
  things.defer(() => made.remove())
  for (const [name, service] of Object.entries(services)) {
    const [at, outside, inside] = service.ports[0].split(':')
    const container = await docker.createContainer({
      name: containerOf(project, name),
      Image: service.image,
      Entrypoint: service.entrypoint,
      Env: Object.entries(service.environment ?? {}).map(([key, value]) => `${key}=${value ?? ''}`),
      User: service.user,
      Hostname: service.hostname,
      Labels: {
        'com.docker.compose.project': project,
        'com.docker.compose.service': name,
        'com.docker.compose.oneoff': 'False',
      },
      ExposedPorts: { [`${inside}/tcp`]: {} },
      HostConfig: {
        NetworkMode: network,
        Init: service.init,
        PortBindings: { [`${inside}/tcp`]: [{ HostIp: at, HostPort: outside }] },
      },
      NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [name] } } },
    })
    things.defer(() => removeContainer(docker, container.id))
    await container.start()
  }
  return things.move()
}

/** The name that compose gives to a service's only container. */
export const containerOf = (project: string, service: string) => `${project}-${service}-1`

/** Returns when a server lets its user in. */
export async function answers(dsn: string): Promise<void> {
  const end = performance.now() + START_LIMIT_MS
  const address = addressOf(dsn)
  const server = dialects[address.protocol].server(address)
  for (;;) {
    const failure = await server.ask().then(
      () => undefined,
      (error: Error) => error,
    )
    server.disconnect()
    if (failure === undefined) return
    if (performance.now() > end) throw failure
    await sleep(200)
  }
}
