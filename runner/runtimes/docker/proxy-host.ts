import type Docker from 'dockerode'
import { SplitbrainError } from '../../../history/errors.ts'
import { serverVersion } from '../../network/server-version.ts'
import type { Endpoint, NodeNetwork, ProxyHost } from '../runtime.ts'
import { PlacedContainer, type Placement } from './container.ts'
import type { LinksImage } from './images.ts'
import { publishedPorts } from './node.ts'

const API_PORT = 8474
const START_LIMIT_MS = 20_000
/** Published ports cost the engine a process and 70 ms each, so links between nodes have others. */
const FIRST_PUBLISHED = 9000
const FIRST_OF_NODES = 10_000

/** Starts a container with a Toxiproxy server, ours or the original, which the cluster's links run over. */
export async function startProxyHost(
  docker: Docker,
  { tag, server }: LinksImage,
  placement: Omit<Placement, 'ports'>,
  fromOutside: number,
  followsClients: boolean,
  networkOf: (id: string) => Promise<NodeNetwork>,
): Promise<ProxyHost> {
  const published = Array.from({ length: fromOutside }, (_, i) => FIRST_PUBLISHED + i)
  const started = await new PlacedContainer(tag, {
    ...placement,
    ports: [API_PORT, ...published],
  })
    .withCommand(['--host=0.0.0.0', '--proxy-metrics'])
    .start()
  const { NetworkSettings } = await docker.getContainer(started.getId()).inspect()
  const hostPorts = publishedPorts(NetworkSettings.Ports)
  const url = `http://127.0.0.1:${hostPorts.get(API_PORT)}`
  await serverVersion(url, START_LIMIT_MS)
  let nextPublished = FIRST_PUBLISHED
  let nextOfNodes = FIRST_OF_NODES

  function listen(isFromOutside: boolean): string {
    return `0.0.0.0:${isFromOutside ? nextPublished++ : nextOfNodes++}`
  }

  function fromHarness(port: number): Endpoint {
    const hostPort = hostPorts.get(port)
    if (hostPort === undefined)
      throw new SplitbrainError(
        'runtime',
        `Only ${fromOutside} links of this cluster were to begin outside of it.`,
      )
    return { host: '127.0.0.1', port: hostPort }
  }

  return {
    url,
    server,
    prefix: '',
    followsClients,
    network: await networkOf(started.getId()),
    listen,
    fromHarness,
    fromNodes: (port) => ({ host: placement.address, port }),
  }
}
