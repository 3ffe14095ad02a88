import type Docker from 'dockerode'
import { Wait } from 'testcontainers'
import { SplitbrainError } from '../../errors.ts'
import type { Endpoint, ProxyHost } from '../runtime.ts'
import { PlacedContainer, type Placement } from './container.ts'
import { publishedPorts } from './node.ts'

const API_PORT = 8474
/** Published ports cost the engine a process and 70 ms each, so links between nodes have others where that is told. */
const FIRST_PUBLISHED = 9000
const PUBLISHED = 12
const FIRST_OF_NODES = 10_000

/** Starts a container with our Toxiproxy server, which the cluster's links run over. */
export async function startProxyHost(
  docker: Docker,
  image: string,
  placement: Omit<Placement, 'ports'>,
): Promise<ProxyHost> {
  const published = Array.from({ length: PUBLISHED }, (_, i) => FIRST_PUBLISHED + i)
  const started = await new PlacedContainer(image, {
    ...placement,
    ports: [API_PORT, ...published],
  })
    .withWaitStrategy(Wait.forLogMessage('Toxiproxy API'))
    .start()
  const { NetworkSettings } = await docker.getContainer(started.getId()).inspect()
  const hostPorts = publishedPorts(NetworkSettings.Ports)
  let nextPublished = FIRST_PUBLISHED
  let nextOfNodes = FIRST_OF_NODES

  function listen(fromOutside: boolean): string {
    const isPublished = fromOutside && hostPorts.has(nextPublished)
    return `0.0.0.0:${isPublished ? nextPublished++ : nextOfNodes++}`
  }

  function fromHarness(port: number): Endpoint {
    const hostPort = hostPorts.get(port)
    if (hostPort === undefined)
      throw new SplitbrainError(
        'runtime',
        `Only the first ${PUBLISHED} links of a cluster can start outside of it; add the clients' links first.`,
      )
    return { host: '127.0.0.1', port: hostPort }
  }

  return {
    url: `http://127.0.0.1:${hostPorts.get(API_PORT)}`,
    kind: 'built-in',
    listen,
    fromHarness,
    fromNodes: (port) => ({ host: placement.address, port }),
  }
}
