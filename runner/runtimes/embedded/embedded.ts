import { createServer } from 'node:net'
import { join } from 'node:path'
import { startServerInWorker } from '../../network/server/server-in-worker.ts'
import type { Capability, Node, NodeSpec, ProxyHost, Runtime, RuntimeOptions } from '../runtime.ts'
import { makeRunFolder, removeRunFolder } from '../work-folder.ts'
import { makePrivateFolder } from './account.ts'
import { binaries, type Binaries } from './binaries.ts'
import { EmbeddedNode } from './node.ts'

/** Real servers from npm's binaries as processes of this machine: no container engine, no root. */
export class EmbeddedRuntime implements Runtime {
  readonly name = 'embedded'
  readonly capabilities: ReadonlySet<Capability> = new Set<Capability>([
    'kill',
    'pause',
    'exec',
    'shared-files',
  ])
  private readonly things = new AsyncDisposableStack()
  private readonly folder: string
  private readonly programs: Binaries

  private constructor(folder: string, programs: Binaries) {
    this.folder = folder
    this.programs = programs
    this.things.defer(() => removeRunFolder(folder))
  }

  static async open(options: RuntimeOptions): Promise<EmbeddedRuntime> {
    const programs = await binaries()
    return new EmbeddedRuntime(await makeRunFolder(options.runId), programs)
  }

  async versions(): Promise<Record<string, string>> {
    return { postgresql: this.programs.version }
  }

  async start(spec: NodeSpec): Promise<Node> {
    const home = join(this.folder, spec.name)
    await makePrivateFolder(home)
    return this.things.use(new EmbeddedNode(spec, home, await freePort(), this.programs.bin))
  }

  async proxyHost(): Promise<ProxyHost> {
    const server = await startServerInWorker({ host: '127.0.0.1', port: 0 })
    this.things.defer(() => server.close())
    const here = (port: number) => ({ host: '127.0.0.1', port })
    return {
      url: server.url,
      kind: 'built-in',
      listen: () => '127.0.0.1:0',
      fromHarness: here,
      fromNodes: here,
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.things.disposeAsync()
  }
}

/** A port that nobody listens on now; whoever takes it before the server does makes that server's start fail. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
