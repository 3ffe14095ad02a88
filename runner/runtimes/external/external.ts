import { SplitbrainError } from '../../../history/errors.ts'
import { startServerInWorker } from '../../network/server/server-in-worker.ts'
import { capabilitiesOf } from '../capabilities.ts'
import type { Node, NodeSpec, ProxyHost, Runtime } from '../runtime.ts'
import { ExternalNode, type Machine, type Shared } from './node.ts'

export interface ExternalOptions {
  machines: readonly Machine[]
  shared: Shared
  versions: Record<string, string>
  /** Whether clients' links are to follow what is said over them. */
  followsClients: boolean
}

/** Machines of somebody else's, which were there before: it starts none of them, and its links lead from us to them. */
export class ExternalRuntime implements Runtime {
  readonly name = 'external'
  readonly capabilities = capabilitiesOf.external
  readonly nodes: Node[] = []
  private readonly things = new AsyncDisposableStack()
  private readonly options: ExternalOptions

  constructor(options: ExternalOptions) {
    this.options = options
  }

  async versions(): Promise<Record<string, string>> {
    return this.options.versions
  }

  async start({ name }: NodeSpec): Promise<Node> {
    const machine = this.options.machines.find((each) => each.name === name)
    if (machine === undefined)
      throw new SplitbrainError(
        'usage',
        `The cluster file names no ${name}, so nothing is done to it.`,
      )
    const node = new ExternalNode(machine, this.options.shared)
    this.nodes.push(this.things.use(node))
    return node
  }

  async proxyHost(): Promise<ProxyHost> {
    const server = await startServerInWorker({ host: '127.0.0.1', port: 0, metrics: true })
    this.things.defer(() => server.close())
    const here = (port: number) => ({ host: '127.0.0.1', port })
    return {
      url: server.url,
      server: 'built-in',
      prefix: '',
      followsClients: this.options.followsClients,
      listen: () => '127.0.0.1:0',
      fromHarness: here,
      fromNodes: here,
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.things.disposeAsync()
  }
}
