import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { SplitbrainError } from '../../../history/errors.ts'
import type { Endpoint, ExecResult, Node, NodeSpec } from '../runtime.ts'
import { moveIntoPlace } from '../work-folder.ts'
import { account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { freezeAll, gone, killAll, processesIn, signal } from './processes.ts'
import { releaseSharedMemory } from './shared-memory.ts'

/** A node of the embedded runtime: a folder, and every process that lives in it. */
export class EmbeddedNode implements Node {
  readonly name: string
  readonly home: string
  readonly address: Endpoint
  private readonly service: string[]
  private readonly binaries: Binaries
  private servicePid: number | undefined

  constructor(spec: NodeSpec, home: string, port: number, binaries: Binaries) {
    this.name = spec.name
    this.service = spec.service
    this.home = home
    this.address = { host: '127.0.0.1', port }
    this.binaries = binaries
  }

  get endpoint(): Endpoint {
    return this.address
  }

  async running(): Promise<boolean> {
    return (await processesIn(this.home)).length > 0
  }

  /** There is no machine beneath the service here: a node whose folder exists has booted. */
  async boot(): Promise<void> {}

  async start(): Promise<void> {
    const [program, ...args] = this.service
    const log = openSync(this.logPath, 'a', 0o600)
    // Detached, so that a Ctrl-C at the terminal reaches the harness alone; its output goes straight to the file.
    const child = spawn(program, args, {
      ...this.place,
      stdio: ['ignore', log, log],
      detached: true,
    })
    closeSync(log)
    await once(child, 'spawn').catch((cause) => {
      throw new SplitbrainError('runtime', `Node ${this.name} can't run ${program}.`, { cause })
    })
    child.unref()
    this.servicePid = child.pid
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

  async kill(name: NodeJS.Signals): Promise<void> {
    if (name === 'SIGKILL') {
      await killAll(this.home)
      await releaseSharedMemory(this.home)
    } else if (this.servicePid !== undefined) {
      signal([this.servicePid], name)
      await gone(this.home, 30_000)
    }
    this.servicePid = undefined
  }

  async pause(): Promise<void> {
    await freezeAll(this.home)
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

  async logs(): Promise<string> {
    return readFile(this.logPath, 'utf8').catch(() => '')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill('SIGKILL')
  }

  private get logPath(): string {
    return `${this.home}.log`
  }

  private get place() {
    return {
      cwd: this.home,
      env: { PATH: `${this.binaries.bin}:/usr/local/bin:/usr/bin:/bin`, LC_ALL: 'C' },
      ...account,
    }
  }
}
