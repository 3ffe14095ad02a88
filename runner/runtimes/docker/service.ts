import type Docker from 'dockerode'
import { SplitbrainError } from '../../../history/errors.ts'
import type { Node, Service, ServiceSpec } from '../runtime.ts'

/** What becomes the service: its process id is kept where a boot forgets it, and its output is the container's. */
const become = `echo $$ > "/run/splitbrain/$0.pid"; exec "$@" > /proc/1/fd/1 2>&1`

const STOP_LIMIT_SECONDS = 30
/** Ends with 124 where the process is still there after that time. */
const end = `pid=$(cat "/run/splitbrain/$1.pid") && kill -s "$2" "$pid" || exit 0
exec timeout ${STOP_LIMIT_SECONDS} tail --pid="$pid" -s 0.05 -f /dev/null`

/** A program beside the others in a node's container. */
export class DockerService implements Service {
  readonly name: string
  private readonly docker: Docker
  private readonly container: string
  private readonly node: Node
  private readonly spec: ServiceSpec
  private begun: Docker.Exec | undefined

  constructor(docker: Docker, container: string, node: Node, spec: ServiceSpec) {
    this.name = spec.name
    this.docker = docker
    this.container = container
    this.node = node
    this.spec = spec
  }

  /** The engine forgets what ran in a container that is down. */
  async running(): Promise<boolean> {
    const found = await this.begun?.inspect().catch(() => undefined)
    return found?.Running ?? false
  }

  async start(): Promise<void> {
    await this.node.boot()
    const { name, argv } = this.spec
    const begun = await this.docker
      .getContainer(this.container)
      .exec({ Cmd: ['sh', '-c', become, name, ...argv] })
    const answer = await begun.start({ Detach: true }).catch((cause: unknown) => {
      throw new SplitbrainError('runtime', `Node ${this.node.name} can't start ${name}.`, { cause })
    })
    // Nothing more comes, and an answer that nobody reads keeps its connection open, and this process alive.
    answer.destroy()
    this.begun = begun
  }

  async stop(): Promise<void> {
    if (!(await this.running())) return
    const { name, stopSignal } = this.spec
    const signal = stopSignal.replace(/^SIG/, '')
    const { exitCode, output } = await this.node.exec(['sh', '-c', end, 'sh', name, signal])
    if (exitCode === 0) return
    throw new SplitbrainError(
      'timeout',
      `${name} on node ${this.node.name} did not end in ${STOP_LIMIT_SECONDS} s after ${stopSignal}. ${output}`,
    )
  }
}
