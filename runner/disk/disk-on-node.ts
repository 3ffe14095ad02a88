import { startUntilItAnswers } from '../runtimes/answering.ts'
import { runOn } from '../runtimes/run-on.ts'
import { installProgram, mainFile } from '../runtimes/program.ts'
import type { DiskSource, Endpoint, Node, Service } from '../runtimes/runtime.ts'
import { DiskApi } from './disk-api.ts'
import { BLOCK_BYTES } from './server/cache.ts'
import type { DiskState } from './server/state.ts'

/** The ports that a node with a disk's server has to have: for the disk's clients, and for the harness. */
export const DISK_PORT = 'disk'
export const DISK_API_PORT = 'disk-api'

const PROGRAM = 'disk-server'
/** The disk, in the node's own folder. */
const FILE = 'disk.img'
const SOCKET = 'disk.sock'

export interface DiskOptions {
  /** Whole blocks of 4 KiB. */
  sizeBytes: number
  /** Whether clients of one name alone may be connected at a time, as under a reservation. */
  forOne?: boolean
}

/**
 * A disk whose server runs as a service of a node (which needs Node), with its bytes in a file of that node. A kill of
 * the node is a power cut for it: what was not flushed lies in the server's memory alone.
 */
export class DiskOnNode extends DiskApi {
  readonly node: Node
  private readonly service: Service
  private readonly sizeBytes: number

  constructor(node: Node, { sizeBytes, forOne = false }: DiskOptions) {
    super(
      () => urlOf(node.endpoint(DISK_API_PORT)),
      async () => !(await this.service.running()),
    )
    this.node = node
    this.sizeBytes = sizeBytes
    const clients = node.address(DISK_PORT)
    const words = {
      file: FILE,
      size: sizeBytes,
      ...clients,
      'api-port': node.address(DISK_API_PORT).port,
      socket: SOCKET,
    }
    const options = Object.entries(words).map(([name, value]) => `--${name}=${value}`)
    const flags = forOne ? ['--for-one'] : []
    const argv = ['node', `${PROGRAM}/${mainFile}`, ...options, ...flags]
    this.service = node.service({ name: 'disk', argv, stopSignal: 'SIGTERM' })
  }

  /** Puts the program on its node, before the first start. */
  async install(): Promise<void> {
    await installProgram(this.node, new URL('./server/', import.meta.url), PROGRAM)
  }

  /**
   * Writes the whole file once, before the first start: a sparse one has its file system find room at every flush, which
   * takes longer. A gigabyte takes a second or two.
   */
  async fill(): Promise<void> {
    const count = this.sizeBytes / BLOCK_BYTES
    const words = ['if=/dev/zero', `of=${FILE}`, `bs=${BLOCK_BYTES}`, `count=${count}`]
    await runOn(this.node, ['dd', ...words, 'conv=fsync'])
  }

  /** Starts the server where it is down; returns when it answers. */
  async start(): Promise<void> {
    if (await this.service.running()) return
    const answers = async () => (await this.stateIfUp()) !== undefined
    const { node, service } = this
    await startUntilItAnswers({ what: "The disk's server", node, service, answers })
    await this.doAgain()
  }

  /** Ends the server in order: what its cache has is written out. */
  async stop(): Promise<void> {
    await this.service.stop()
  }

  /** Undefined where its server does not answer. */
  async stateIfUp(): Promise<DiskState | undefined> {
    return this.state().catch(() => undefined)
  }

  /** How its own node comes to it, by a name. */
  sourceHere(as: string): DiskSource {
    return { server: { socket: `${this.node.home}/${SOCKET}` }, as }
  }

  /** How another node comes to it: by the end of a link, or past all links. */
  sourceAt(as: string, server: Endpoint = this.node.address(DISK_PORT)): DiskSource {
    return { server, as }
  }
}

function urlOf({ host, port }: Endpoint): string {
  return `http://${host}:${port}`
}
