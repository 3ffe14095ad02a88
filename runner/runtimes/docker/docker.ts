import type Docker from 'dockerode'
import { getReaperImage } from 'testcontainers/build/reaper/reaper.js'
import { capabilitiesOf } from '../capabilities.ts'
import { leaveNamedServer, useNamedServer } from '../named-server.ts'
import { NodePorts } from '../ports.ts'
import type { Capability, Node, NodeSpec, ProxyHost, Runtime, RuntimeOptions } from '../runtime.ts'
import { makeRunFolder, removeRunFolder } from '../work-folder.ts'
import { hasImage } from './base-image.ts'
import { ContainerNetwork } from './container-network.ts'
import { PlacedContainer, type Placement } from './container.ts'
import { ContainerDisks } from './disks.ts'
import { engine, labels, labelsOf } from './engine.ts'
import { ensureImages, mustBeThere, type Images } from './images.ts'
import { beneathNodes } from './kernel.ts'
import { NamespaceHelper } from './namespace-helper.ts'
import { RunNetwork } from './network.ts'
import { DockerNode, HOME } from './node.ts'
import { startProxyHost } from './proxy-host.ts'
import { runOnce } from './run-once.ts'
import { sweepDocker } from './sweep.ts'
import { Volumes } from './volumes.ts'

/** In the image: whoever preloads it has a clock that runs as a file says. */
const clockLibrary = '/usr/lib/libfaketime.so'

/** Of a node's ports: each has a network of its own. */
const FIRST_PORT = 5432

/** Real servers in containers of their own, in a network of the run. */
export class DockerRuntime implements Runtime {
  readonly name = 'docker'
  readonly capabilities = capabilitiesOf.docker
  readonly nodes: Node[] = []
  private readonly docker: Docker
  private readonly images: Images
  private readonly network: RunNetwork
  private readonly volumes: Volumes
  private readonly reaped: boolean
  private readonly folder: string
  private readonly options: RuntimeOptions
  /** What was asked for; a container that is only now being made must not be missed when all are removed. */
  private readonly starting: Promise<unknown>[] = []

  private constructor(
    options: RuntimeOptions,
    docker: Docker,
    images: Images,
    network: RunNetwork,
    reaped: boolean,
    folder: string,
  ) {
    this.options = options
    this.folder = folder
    this.docker = docker
    this.images = images
    this.network = network
    this.volumes = new Volumes(docker, options.runId)
    this.reaped = reaped
  }

  static async prepare(
    progress: (message: string) => void,
    needs: ReadonlySet<Capability>,
  ): Promise<(options: RuntimeOptions) => Promise<DockerRuntime>> {
    const docker = await engine()
    const images = await ensureImages(progress, needs)
    return async (options) => {
      await mustBeThere(docker, images)
      const { runId } = options
      const folder = await makeRunFolder(runId, { containers: true })
      const [network, reaped] = await Promise.all([
        RunNetwork.create(docker, `splitbrain-${runId}`, labelsOf(runId)),
        hasImage(docker, getReaperImage()),
      ])
      return new DockerRuntime(options, docker, images, network, reaped, folder)
    }
  }

  private get runId(): string {
    return this.options.runId
  }

  async versions(): Promise<Record<string, string>> {
    const [{ Version }, servers] = await Promise.all([
      this.docker.version(),
      this.remembered(this.serverVersions()),
    ])
    return { ...servers, docker: Version }
  }

  async start(spec: NodeSpec): Promise<Node> {
    const node = await this.remembered(this.startNode(spec))
    this.nodes.push(node)
    return node
  }

  async proxyHost(fromOutside: number): Promise<ProxyHost> {
    const { gateway } = this.network
    const { toxiproxy, needs } = this.options
    if (toxiproxy !== undefined) return useNamedServer(toxiproxy, this.runId, gateway)
    const placement = this.place('links')
    const beneath = async (id: string) => {
      const onReconnect = async () => {}
      const network = new ContainerNetwork({ ...this.networkOf(id, placement), onReconnect })
      if (this.changesNetworks) await network.prepare()
      return network
    }
    return this.remembered(
      startProxyHost(
        this.docker,
        this.images.links,
        placement,
        fromOutside,
        needs?.has('wire') ?? false,
        beneath,
      ),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.starting)
    await leaveNamedServer(this.runId)
    await sweepDocker((each) => each[labels.run] === this.runId)
    await removeRunFolder(this.folder)
  }

  /** Asked of a container of its own: `postgres (PostgreSQL) 17.11 (Debian …)`, `mariadbd  Ver 11.8.9-MariaDB-…`. */
  private async serverVersions(): Promise<Record<string, string>> {
    const isMariadb = this.options.needs?.has('mariadb') ?? false
    const { output } = await runOnce(this.docker, {
      Image: isMariadb ? this.images.nodes : this.images.postgres,
      Labels: labelsOf(this.runId),
      Entrypoint: [isMariadb ? 'mariadbd' : 'postgres', '--version'],
    })
    const version = /\d+(\.\d+)+/.exec(output)?.[0] ?? 'unknown'
    return isMariadb ? { mariadb: version } : { postgresql: version }
  }

  private async startNode({ name, ports: names, sharedDisks = [] }: NodeSpec): Promise<Node> {
    const ports = names.map((_, i) => FIRST_PORT + i)
    const mountsDisks = this.options.needs?.has('disks') ?? false
    const placement = { ...this.place(name), ports, mountsDisks }
    const started = await new PlacedContainer(this.images.nodes, placement)
      .withEnvironment(this.options.needs?.has('clock') ? { CLOCK_LIBRARY: clockLibrary } : {})
      .withTmpFs({ '/run/splitbrain': 'rw,noexec,nosuid,size=256k' })
      .withBindMounts(await Promise.all(sharedDisks.map((disk) => this.mountOf(disk))))
      .start()
    const id = started.getId()
    const disks = mountsDisks ? new ContainerDisks(this.docker, id, name, this.runId) : undefined
    const place = { ...this.networkOf(id, placement), disks }
    const node = await DockerNode.of(place, new NodePorts(name, names, ports))
    if (this.changesNetworks) await node.network.prepare()
    return node
  }

  private async mountOf(disk: string) {
    const source = await this.volumes.of(disk, { image: this.images.nodes, folder: HOME })
    return { source, target: `${HOME}/${disk}` }
  }

  private get changesNetworks(): boolean {
    return !beneathNodes.isDisjointFrom(this.options.needs ?? new Set())
  }

  private networkOf(id: string, { name, address }: Omit<Placement, 'ports'>) {
    const { docker, network, images, runId, reaped } = this
    const labels = labelsOf(runId)
    const helper = new NamespaceHelper({ docker, image: images.postgres, name, id, labels, reaped })
    return { docker, network, id, name, address, helper }
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
