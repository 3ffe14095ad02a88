import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { SplitbrainError } from '../../../history/errors.ts'
import type { NodePorts } from '../ports.ts'
import type { Endpoint, ExecResult, Node, Service, ServiceSpec } from '../runtime.ts'
import { Services } from '../services.ts'
import { moveIntoPlace } from '../work-folder.ts'
import { account } from './account.ts'
import type { Binaries } from './binaries.ts'
import type { Disks } from './disks.ts'
import { freezeAll, gone, isStill, killAll, processesIn, signal, still } from './processes.ts'
import { EmbeddedService, type Place } from './service.ts'
import { releaseSharedMemory } from './shared-memory.ts'

const STOP_LIMIT_MS = 30_000

/** A node of the embedded runtime: a folder, and every process that lives in it. */
export class EmbeddedNode implements Node {
  readonly name: string
  readonly home: string
  private readonly ports: NodePorts
  private readonly sharedDisks: Disks
  private readonly binaries: Binaries
  private readonly services = new Services(
    (spec) => new EmbeddedService(spec, this.name, this.place, this.logPath),
  )

  constructor(
    name: string,
    { home, ports, disks }: { home: string; ports: NodePorts; disks: Disks },
    binaries: Binaries,
  ) {
    this.name = name
    this.home = home
    this.ports = ports
    this.sharedDisks = disks
    this.binaries = binaries
  }

  address(port?: string): Endpoint {
    return { host: '127.0.0.1', port: this.ports.number(port) }
  }

  endpoint(port?: string): Endpoint {
    return this.address(port)
  }

  async running(): Promise<boolean> {
    return (await processesIn(this.home)).length > 0
  }

  /** There is no machine beneath the services here: a node whose folder exists has booted. */
  async boot(): Promise<void> {}

  service(spec: ServiceSpec): Service {
    return this.services.of(spec)
  }

  async exec(argv: string[], input?: string): Promise<ExecResult> {
    const [program, ...args] = argv
    const result = await execa(program, args, {
      ...this.place,
      extendEnv: false,
      ...(input === undefined ? { stdin: 'ignore' } : { input }),
      all: true,
      reject: false,
    })
    if (result.exitCode === undefined)
      throw new SplitbrainError('runtime', `Node ${this.name} can't run ${program}.`, {
        cause: result,
      })
    return { exitCode: result.exitCode, output: result.all }
  }

  async stop(): Promise<void> {
    await this.services.stop()
    await gone(this.home, STOP_LIMIT_MS)
  }

  async kill(): Promise<void> {
    await killAll(this.home)
    await releaseSharedMemory(this.home)
  }

  async pause(): Promise<void> {
    await freezeAll(this.home)
    await still(this.home, STOP_LIMIT_MS)
  }

  async frozen(): Promise<boolean> {
    return isStill(this.home)
  }

  async resume(): Promise<void> {
    signal(await processesIn(this.home), 'SIGCONT')
  }

  async kept(name: string, make: (folder: string) => Promise<void>): Promise<string> {
    const place = join(this.binaries.cache, name)
    if (existsSync(place)) return place
    // Moved from the node's own folder, so that a run that breaks off leaves no half of it.
    await make(join(this.home, name))
    await moveIntoPlace(join(this.home, name), place)
    return place
  }

  attach(disk: string): Promise<void> {
    return this.sharedDisks.attach(disk, this)
  }

  detach(disk: string): Promise<void> {
    return this.sharedDisks.detach(disk, this)
  }

  async logs(): Promise<string> {
    return readFile(this.logPath, 'utf8').catch(() => '')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
  }

  private get logPath(): string {
    return `${this.home}.log`
  }

  private get place(): Place {
    const { bin, node } = this.binaries
    const path = [bin, node, '/usr/local/bin', '/usr/bin', '/bin']
    return {
      cwd: this.home,
      env: { PATH: path.filter((folder) => folder !== undefined).join(':'), LC_ALL: 'C' },
      ...account,
    }
  }
}
