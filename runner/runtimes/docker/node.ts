import type Docker from 'dockerode'
import { SplitbrainError } from '../../../history/errors.ts'
import type { Endpoint, ExecResult, Node } from '../runtime.ts'
import { ContainerNetwork, type NetworkPlace } from './container-network.ts'
import { removeContainer, unless } from './engine.ts'
import { execIn } from './exec.ts'

/** Where every node's service listens, in its container. */
export const SERVICE_PORT = 5432

const STOP_LIMIT_MS = 30_000

/** A node of the docker runtime: a container that outlives its kills, and with it the node's folder and address. */
export class DockerNode implements Node {
  readonly name: string
  readonly home = '/var/lib/splitbrain'
  readonly address: Endpoint
  readonly network: ContainerNetwork
  private readonly docker: Docker
  private readonly container: Docker.Container
  private published = 0

  private constructor(place: Omit<NetworkPlace, 'onReconnect'>) {
    this.name = place.name
    this.address = { host: place.address, port: SERVICE_PORT }
    this.docker = place.docker
    this.container = place.docker.getContainer(place.id)
    const onReconnect = async () => {
      if (await this.running()) await this.findPublishedPort()
    }
    this.network = new ContainerNetwork({ ...place, onReconnect })
  }

  /** The node of a container that has just booted. */
  static async of(place: Omit<NetworkPlace, 'onReconnect'>): Promise<DockerNode> {
    const node = new DockerNode(place)
    await node.findPublishedPort()
    return node
  }

  get endpoint(): Endpoint {
    return { host: '127.0.0.1', port: this.published }
  }

  async running(): Promise<boolean> {
    return (await this.state()).Running
  }

  async boot(): Promise<void> {
    if (!(await this.running())) {
      await this.container.start()
      await this.network.booted()
    }
    if (this.network.isConnected) await this.findPublishedPort()
  }

  async start(): Promise<void> {
    await this.boot()
    const { exitCode, output } = await this.exec(['sh', '-c', 'echo > /run/splitbrain/wanted'])
    if (exitCode !== 0)
      throw new SplitbrainError('runtime', `Node ${this.name} can't start its service: ${output}`)
  }

  async exec(argv: string[], input?: string): Promise<ExecResult> {
    const { id } = this.container
    const { exitCode, output } = await execIn(this.docker, id, argv, input).catch((cause) => {
      throw this.cannotRun(argv, cause)
    })
    // The engine's own exit codes for a program that isn't there or can't be run.
    if ((exitCode === 126 || exitCode === 127) && output.startsWith('OCI runtime exec failed'))
      throw this.cannotRun(argv, new Error(output.trim()))
    return { exitCode, output }
  }

  /** 409: it isn't running, so there is nothing to signal. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    await unless([409], this.container.kill({ signal }))
    const abortSignal = AbortSignal.timeout(STOP_LIMIT_MS)
    await this.container.wait({ condition: 'not-running', abortSignal }).catch((cause) => {
      throw new SplitbrainError(
        'timeout',
        `Node ${this.name} did not end in ${STOP_LIMIT_MS / 1000} s after ${signal}.`,
        { cause },
      )
    })
  }

  async pause(): Promise<void> {
    const { Running, Paused } = await this.state()
    if (Running && !Paused) await this.container.pause()
  }

  async resume(): Promise<void> {
    if ((await this.state()).Paused) await this.container.unpause()
  }

  async logs(): Promise<string> {
    const log = await this.container.logs({ stdout: true, stderr: true, follow: false })
    return withoutFrames(log)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await removeContainer(this.docker, this.container.id)
  }

  private async state() {
    return (await this.container.inspect()).State
  }

  private async findPublishedPort(): Promise<void> {
    const { NetworkSettings } = await this.container.inspect()
    const port = publishedPorts(NetworkSettings.Ports).get(SERVICE_PORT)
    if (port === undefined)
      throw new SplitbrainError('runtime', `Node ${this.name} went down again as it booted.`)
    this.published = port
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

/** The engine sends what was written in frames: one byte for the stream, three of padding, four for the length. */
function withoutFrames(log: Buffer): string {
  const pieces: Buffer[] = []
  for (let at = 0; at + 8 <= log.length;) {
    const end = at + 8 + log.readUInt32BE(at + 4)
    pieces.push(log.subarray(at + 8, end))
    at = end
  }
  return Buffer.concat(pieces).toString()
}
