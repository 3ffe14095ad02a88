import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { SplitbrainError } from '../../../history/errors.ts'
import { startServerInWorker } from '../../network/server/server-in-worker.ts'
import { capabilitiesOf } from '../capabilities.ts'
import { leaveNamedServer, useNamedServer } from '../named-server.ts'
import { NodePorts } from '../ports.ts'
import type { Capability, Node, NodeSpec, ProxyHost, Runtime, RuntimeOptions } from '../runtime.ts'
import { makeRunFolder, removeRunFolder } from '../work-folder.ts'
import { makePrivateFolder } from './account.ts'
import { binaries, type Binaries } from './binaries.ts'
import { Disks } from './disks.ts'
import { EmbeddedNode } from './node.ts'
import { ownNode } from './own-node.ts'

/** Real servers from npm's binaries as processes of this machine: no container engine, no root. */
export class EmbeddedRuntime implements Runtime {
  readonly name = 'embedded'
  readonly capabilities = capabilitiesOf.embedded
  readonly nodes: Node[] = []
  private readonly things = new AsyncDisposableStack()
  private readonly folder: string
  private readonly disks: Disks
  private readonly programs: Binaries
  private readonly options: RuntimeOptions

  private constructor(folder: string, programs: Binaries, options: RuntimeOptions) {
    this.folder = folder
    this.disks = new Disks(folder)
    this.programs = programs
    this.options = options
    this.things.defer(() => removeRunFolder(folder))
  }

  static async prepare(
    progress: (message: string) => void,
    needs: ReadonlySet<Capability>,
  ): Promise<(options: RuntimeOptions) => Promise<EmbeddedRuntime>> {
    const programs = await binaries(progress)
    if (needs.has('node')) programs.node = await ownNode(progress)
    return async (options) =>
      new EmbeddedRuntime(await makeRunFolder(options.runId), programs, options)
  }

  async versions(): Promise<Record<string, string>> {
    return { postgresql: this.programs.version }
  }

  async start(spec: NodeSpec): Promise<Node> {
    const { name, ports, sharedDisks = [] } = spec
    const home = join(this.folder, name)
    await makePrivateFolder(home)
    for (const disk of sharedDisks) await this.disks.make(disk)
    const numbers = await Promise.all(ports.map(freePort))
    const place = { home, ports: new NodePorts(name, ports, numbers), disks: this.disks }
    const node = new EmbeddedNode(name, place, this.programs)
    this.nodes.push(this.things.use(node))
    return node
  }

  async proxyHost(): Promise<ProxyHost> {
    const { toxiproxy, runId, needs } = this.options
    if (toxiproxy !== undefined) {
      this.things.defer(() => leaveNamedServer(runId))
      return useNamedServer(toxiproxy, runId, '127.0.0.1')
    }
    const server = await startServerInWorker({ host: '127.0.0.1', port: 0, metrics: true })
    this.things.defer(() => server.close())
    const here = (port: number) => ({ host: '127.0.0.1', port })
    return {
      url: server.url,
      server: 'built-in',
      prefix: '',
      followsClients: needs?.has('wire'),
      listen: () => '127.0.0.1:0',
      fromHarness: here,
      fromNodes: here,
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.things.disposeAsync()
  }
}

const LOWEST_PORT = 10_240
// Below every system's range for outgoing connections and for port 0, so that nobody is given one by chance meanwhile.
const HIGHEST_PORT = 32_000
const ATTEMPTS = 50

/** A port that nobody listens on now; another harness would have to draw the same number in the same moment. */
async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT)
    if (await isFree(port)) return port
  }
  throw new SplitbrainError(
    'unavailable',
    `No free port was found on 127.0.0.1 from ${LOWEST_PORT} to ${HIGHEST_PORT}: end some servers there.`,
  )
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const server = createServer().once('error', () => resolve(false))
  server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  return promise
}
