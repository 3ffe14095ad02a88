import type Docker from 'dockerode'
import { getReaperImage } from 'testcontainers/build/reaper/reaper.js'
import { capabilitiesOf } from '../capabilities.ts'
import { thisOwner } from '../owner.ts'
import type { Node, NodeSpec, ProxyHost, Runtime, RuntimeOptions } from '../runtime.ts'
import { hasImage } from './base-image.ts'
import { PlacedContainer, type Placement } from './container.ts'
import { engine, labels } from './engine.ts'
import { ensureImages, type Images } from './images.ts'
import { RunNetwork } from './network.ts'
import { DockerNode, SERVICE_PORT } from './node.ts'
import { startProxyHost } from './proxy-host.ts'
import { sweepDocker } from './sweep.ts'

/** Real servers in containers of their own, in a network of the run. */
export class DockerRuntime implements Runtime {
  readonly name = 'docker'
  readonly capabilities = capabilitiesOf.docker
  readonly nodes: Node[] = []
  private readonly runId: string
  private readonly docker: Docker
  private readonly images: Images
  private readonly network: RunNetwork
  private readonly reaped: boolean
  /** What was asked for; a container that is only now being made must not be missed when all are removed. */
  private readonly starting: Promise<unknown>[] = []

  private constructor(
    runId: string,
    docker: Docker,
    images: Images,
    network: RunNetwork,
    reaped: boolean,
  ) {
    this.runId = runId
    this.docker = docker
    this.images = images
    this.network = network
    this.reaped = reaped
  }

  static async open({ runId, progress }: RuntimeOptions): Promise<DockerRuntime> {
    const docker = await engine()
    const images = await ensureImages(progress)
    const [network, reaped] = await Promise.all([
      RunNetwork.create(docker, `splitbrain-${runId}`, labelsOf(runId)),
      hasImage(docker, getReaperImage()),
    ])
    return new DockerRuntime(runId, docker, images, network, reaped)
  }

  async versions(): Promise<Record<string, string>> {
    const { Version } = await this.docker.version()
    return { postgresql: await this.postgresVersion(), docker: Version }
  }

  async start(spec: NodeSpec): Promise<Node> {
    const node = await this.remembered(this.startNode(spec))
    this.nodes.push(node)
    return node
  }

  async proxyHost(): Promise<ProxyHost> {
    const placement = this.place('links')
    return this.remembered(startProxyHost(this.docker, this.images.links, placement))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.starting)
    await sweepDocker((each) => each[labels.run] === this.runId)
  }

  /** Asked of a container of its own: `postgres (PostgreSQL) 17.11 (Debian …)`. */
  private async postgresVersion(): Promise<string> {
    const container = await this.docker.createContainer({
      Image: this.images.postgres,
      Labels: labelsOf(this.runId),
      Entrypoint: ['postgres', '--version'],
      HostConfig: { NetworkMode: 'none' },
    })
    await container.start()
    await container.wait()
    const said = (await container.logs({ stdout: true, follow: false })).toString()
    await container.remove()
    return /\d+\.\d+/.exec(said)?.[0] ?? 'unknown'
  }

  private async startNode({ name, service }: NodeSpec): Promise<Node> {
    const placement = { ...this.place(name), ports: [SERVICE_PORT] }
    const started = await new PlacedContainer(this.images.postgres, placement)
      .withTmpFs({ '/run/splitbrain': 'rw,noexec,nosuid,size=64k' })
      .withCommand(service)
      .start()
    return DockerNode.of(name, placement.address, started, this.docker)
  }

  private place(name: string): Omit<Placement, 'ports'> {
    const { network, reaped } = this
    return { network, address: network.nextAddress(), name, labels: labelsOf(this.runId), reaped }
  }

  private remembered<T>(start: Promise<T>): Promise<T> {
    this.starting.push(start)
    return start
  }
}

function labelsOf(runId: string): Record<string, string> {
  return { [labels.ours]: '1', [labels.run]: runId, [labels.owner]: thisOwner() }
}
