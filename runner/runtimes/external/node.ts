import { SplitbrainError } from '../../../history/errors.ts'
import { withoutSecrets } from '../../secrets.ts'
import type { Endpoint, ExecResult, Node, NodeNetwork, Service } from '../runtime.ts'
import { undoOf, type Act, type Doings } from './acts.ts'

/** A machine of somebody else's: what can be done to it, and what shows whether it lives. */
export interface Machine {
  name: string
  /** Where its server listens; absent where nobody here can reach that. */
  endpoint?: Endpoint
  doings: Doings
  /** Whether it answers now, asked past every link. */
  answers(): Promise<boolean>
}

/** What all machines of a run have in common. */
export interface Shared {
  /** Who has the primary's part at this moment. */
  primary?: string
  /** Notes what is to be done if this process can't do it any more; returns what says that it is done. */
  owe(owed: { node: string; act: Act; told: string }): () => void
}

/** Such a machine as a node: it was there before the run, and is to be there after it as it was. */
export class ExternalNode implements Node {
  readonly name: string
  readonly home = ''
  readonly machine: Machine
  readonly shared: Shared
  /** What was done to it and is not taken back yet, each with what settles it. */
  private readonly done = new Map<Act, { told: string; settle(): void }>()

  constructor(machine: Machine, shared: Shared) {
    this.name = machine.name
    this.machine = machine
    this.shared = shared
  }

  address(): Endpoint {
    return this.endpoint()
  }

  endpoint(): Endpoint {
    const { endpoint } = this.machine
    if (endpoint !== undefined) return endpoint
    throw new SplitbrainError(
      'usage',
      `${this.name} has no DSN: add dsn to it in the cluster file.`,
    )
  }

  readonly network: NodeNetwork = {
    disconnect: async () => {
      const before = await this.machine.answers()
      await this.act('partition')
      const after = await this.machine.answers()
      const by = { answeredBefore: before ? this.name : '', answersNow: after ? this.name : '' }
      return {
        undo: () => this.takeBack('partition'),
        effect: async () => ({ took: before && !after, by }),
      }
    },
    drop: () => this.cannot('drop packets'),
    blackhole: () => this.cannot('lose its routes'),
    down: () => this.cannot('lose its interface'),
    shape: () => this.cannot('be shaped'),
  }

  /** One that stands still by our doing says nothing and lives. */
  async running(): Promise<boolean> {
    return this.isPaused() || (await this.machine.answers())
  }

  async frozen(): Promise<boolean> {
    return this.isPaused() && !(await this.machine.answers())
  }

  private isPaused(): boolean {
    return this.done.has('pause') && !this.isDown()
  }

  private isDown(): boolean {
    return this.done.has('kill') || this.done.has('stop')
  }

  /** Starts it if we ended it, and thaws it if we froze it: who is dead has nothing to thaw. */
  async boot(): Promise<void> {
    if (this.isDown()) {
      this.settle('pause')
      for (const act of ['kill', 'stop'] as const) if (this.done.has(act)) await this.takeBack(act)
    }
    await this.resume()
  }

  service(): Service {
    throw new SplitbrainError('usage', `Services of ${this.name} are not ours to start.`)
  }

  exec(): Promise<ExecResult> {
    return this.cannot('run commands')
  }

  stop(): Promise<void> {
    return this.act('stop')
  }

  async kill(): Promise<void> {
    if (!this.isDown()) await this.act('kill')
  }

  pause(): Promise<void> {
    return this.act('pause')
  }

  async resume(): Promise<void> {
    if (this.done.has('pause')) await this.takeBack('pause')
  }

  async logs(): Promise<string> {
    return withoutSecrets((await this.machine.doings.logs?.({})) ?? '')
  }

  /** Does what a hook is there for; a `usage` error names the one that is missing. */
  async do(act: Act, told?: string): Promise<string> {
    const doing = this.machine.doings[act]
    if (doing === undefined)
      throw new SplitbrainError(
        'usage',
        `${this.name} has no hook ${act}: add it to the cluster file, or leave ${this.name} alone.`,
      )
    return doing({ primary: this.shared.primary, told })
  }

  /** Its undo is owed before it is done, for one that hangs may have done it. */
  private async act(act: Act): Promise<void> {
    const undo = undoOf[act]!
    if (this.machine.doings[undo] === undefined) await this.do(undo)
    const settle = this.shared.owe({ node: this.name, act: undo, told: '' })
    this.done.set(act, { told: '', settle })
    const told = await this.do(act).catch(async (error: unknown) => {
      // Who still answers was left as it was.
      if (await this.machine.answers()) this.settle(act)
      throw error
    })
    const settleTold = this.shared.owe({ node: this.name, act: undo, told })
    settle()
    this.done.set(act, { told, settle: settleTold })
  }

  private async takeBack(act: Act): Promise<void> {
    await this.do(undoOf[act]!, this.done.get(act)?.told)
    this.settle(act)
  }

  private settle(act: Act): void {
    this.done.get(act)?.settle()
    this.done.delete(act)
  }

  private cannot(what: string): Promise<never> {
    const message = `${this.name} is no machine of ours, and can't be made to ${what}.`
    return Promise.reject(new SplitbrainError('usage', message))
  }

  /** Whatever was done to it is taken back. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.boot()
    if (this.done.has('partition')) await this.takeBack('partition')
  }
}
