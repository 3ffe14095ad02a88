import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'
import { SplitbrainError } from '../../../history/errors.ts'
import type { Disturbance } from '../../disturbance.ts'
import type { NodePorts } from '../ports.ts'
import type { Endpoint, ExecResult, Node, Service, ServiceSpec } from '../runtime.ts'
import { Services } from '../services.ts'
import { ContainerNetwork, type NetworkPlace } from './container-network.ts'
import { CpuLimits } from './cpu-limits.ts'
import { ContainerDisks } from './disks.ts'
import { removeContainer } from './engine.ts'
import { unless } from './refusals.ts'
import { execIn } from './exec.ts'
import { IoLimits } from './io-limits.ts'
import { logOf } from './log.ts'
import { DockerService } from './service.ts'

interface NodePlace extends Omit<NetworkPlace, 'onReconnect'> {
  /** Where its container may mount disks. */
  disks?: ContainerDisks
}

const STOP_LIMIT_MS = 30_000
/** So long it is tried again and again to freeze a node. */
const FREEZE_LIMIT_MS = 3_000
const POLL_MS = 50

/** A node's folder, which belongs to the services' user in every image. */
export const HOME = '/var/lib/splitbrain'

/** A node of the docker runtime: a container that outlives its kills, and with it the node's folder and address. */
export class DockerNode implements Node {
  readonly name: string
  readonly home = HOME
  readonly network: ContainerNetwork
  readonly disks: ContainerDisks | undefined
  private readonly host: string
  private readonly ports: NodePorts
  private readonly docker: Docker
  private readonly container: Docker.Container
  private readonly services = new Services(
    (spec) => new DockerService(this.docker, this.container.id, this, spec),
  )
  private readonly cpuLimits: CpuLimits
  private readonly ioLimits: IoLimits
  private readonly atBoot: Service[] = []
  private published = new Map<number, number>()

  private constructor(place: NodePlace, ports: NodePorts) {
    this.name = place.name
    this.host = place.address
    this.ports = ports
    this.docker = place.docker
    this.container = place.docker.getContainer(place.id)
    this.disks = place.disks
    this.cpuLimits = new CpuLimits(this.container, this)
    this.ioLimits = new IoLimits(place.helper.options)
    const onReconnect = async () => {
      if (await this.running()) await this.findPublishedPorts()
    }
    this.network = new ContainerNetwork({ ...place, onReconnect })
  }

  /** The node of a container that has just booted. */
  static async of(place: NodePlace, ports: NodePorts): Promise<DockerNode> {
    const node = new DockerNode(place, ports)
    await node.findPublishedPorts()
    return node
  }

  address(port?: string): Endpoint {
    return { host: this.host, port: this.ports.number(port) }
  }

  endpoint(port?: string): Endpoint {
    return { host: '127.0.0.1', port: this.published.get(this.ports.number(port))! }
  }

  async running(): Promise<boolean> {
    return (await this.state()).Running
  }

  async boot(): Promise<void> {
    const isNew = !(await this.running())
    if (isNew) {
      this.disks?.stillness.forget()
      await this.container.start()
      await this.network.booted()
      await this.ioLimits.booted()
    }
    if (this.network.isConnected) await this.findPublishedPorts()
    for (const service of isNew ? this.atBoot : []) await service.start()
  }

  onBoot(service: Service): void {
    this.services.add(service)
    this.atBoot.push(service)
  }

  service(spec: ServiceSpec): Service {
    return this.services.of(spec)
  }

  async exec(argv: string[], input?: string): Promise<ExecResult> {
    const { id } = this.container
    const { exitCode, output } = await execIn(this.docker, id, argv, { input }).catch((cause) => {
      throw this.cannotRun(argv, cause)
    })
    // The engine's own exit codes for a program that isn't there or can't be run.
    if ((exitCode === 126 || exitCode === 127) && output.startsWith('OCI runtime exec failed'))
      throw this.cannotRun(argv, new Error(output.trim()))
    return { exitCode, output }
  }

  async stop(): Promise<void> {
    await this.services.stop()
    await this.kill()
  }

  /** 409: it isn't running, so there is nothing to kill. */
  async kill(): Promise<void> {
    await unless([409], this.container.kill({ signal: 'SIGKILL' }))
    const abortSignal = AbortSignal.timeout(STOP_LIMIT_MS)
    await this.container.wait({ condition: 'not-running', abortSignal }).catch((cause) => {
      throw new SplitbrainError(
        'timeout',
        `Node ${this.name} did not end in ${STOP_LIMIT_MS / 1000} s after SIGKILL.`,
        { cause },
      )
    })
  }

  async pause(): Promise<void> {
    if (!(await this.running()) || (await this.frozen())) return
    await (this.disks ? this.disks.stillness.begin() : this.freeze())
  }

  /** Who waits for the machine's disk can't be frozen yet, and a busy one may be late. */
  private async freeze(): Promise<void> {
    const until = performance.now() + FREEZE_LIMIT_MS
    for (;;)
      try {
        return await this.container.pause()
      } catch (error) {
        if (performance.now() > until) throw error
        await sleep(POLL_MS)
      }
  }

  async frozen(): Promise<boolean> {
    const { Running, Paused } = await this.state()
    return this.disks === undefined ? Paused : Running && this.disks.stillness.holds()
  }

  async resume(): Promise<void> {
    if (!(await this.frozen())) return
    await (this.disks ? this.disks.stillness.end() : this.container.unpause())
  }

  limitCpu(percent: number): Promise<Disturbance> {
    return this.cpuLimits.limit(percent)
  }

  limitIo(kilobytes: number): Promise<Disturbance> {
    return this.ioLimits.limit(this, kilobytes)
  }

  async logs(): Promise<string> {
    return logOf(this.container)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await removeContainer(this.docker, this.container.id)
  }

  private async state() {
    return (await this.container.inspect()).State
  }

  private async findPublishedPorts(): Promise<void> {
    const { State, NetworkSettings } = await this.container.inspect()
    if (!State.Running)
      throw new SplitbrainError('runtime', `Node ${this.name} went down again as it booted.`)
    this.published = publishedPorts(NetworkSettings.Ports)
  }

  private cannotRun(argv: string[], cause: unknown): SplitbrainError {
    return new SplitbrainError('runtime', `Node ${this.name} can't run ${argv[0]}.`, { cause })
  }
}

/** The host's port of each TCP port of a container. */
export function publishedPorts(
  ports: Record<string, { HostPort: string }[] | null>,
): Map<number, number> {
  return new Map(
    Object.entries(ports).flatMap(([port, bindings]) =>
      bindings?.length ? [[Number.parseInt(port), Number(bindings[0].HostPort)] as const] : [],
    ),
  )
}
