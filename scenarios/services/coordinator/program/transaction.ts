import { Refused, type Result, type Server } from './connection.ts'
import { Commit, type Branch, type Sessions } from './commit.ts'
import type { Core, UnderWay } from './core.ts'
import { Shipping } from './shipping.ts'

/** A client's transaction on all servers that it touches: read at home, written everywhere, committed on all or none. */
export class Transaction implements UnderWay {
  readonly gid: string
  readonly number: number
  asking: { server: Server; pid: number; since: number } | undefined
  isDoomed = false
  private readonly core: Core
  private readonly sessions: Sessions
  private readonly home: Server
  private readonly isolation: string
  private readonly branches = new Map<string, Branch>()
  private readonly shipping: Shipping
  private readonly ending: Commit

  constructor(
    core: Core,
    sessions: Sessions,
    { home, isolation }: { home: Server; isolation: string },
  ) {
    this.core = core
    this.sessions = sessions
    this.number = core.begun++
    this.gid = `${core.prefix}-${this.number}`
    this.home = home
    this.isolation = isolation
    const others = core.config.servers.filter((server) => server !== home)
    this.shipping = new Shipping(core.config.ship, others)
    this.ending = new Commit(core, sessions, this.gid)
    core.active.set(this.gid, this)
  }

  async run(text: string, values: readonly unknown[]): Promise<Result> {
    const result = await this.ask(this.home, text, values)
    if (!result.tag.startsWith('SELECT')) await this.shipping.ship({ text, values, result }, this)
    return result
  }

  has(server: string, pid: number): boolean {
    return this.branches.get(server)?.connection.pid === pid
  }

  get homeServer(): Server {
    return this.home
  }

  /** A statement on one server, in this transaction. */
  async ask(server: Server, text: string, values: readonly unknown[] = []): Promise<Result> {
    const { connection } = this.branches.get(server.name) ?? (await this.begin(server))
    this.asking = { server, pid: connection.pid, since: performance.now() }
    try {
      return await connection.query(text, values)
    } catch (error) {
      if (!this.isDoomed || !(error instanceof Refused)) throw error
      throw new Refused('40P01', 'deadlock across servers')
    } finally {
      this.asking = undefined
    }
  }

  /**
   * Elsewhere than at home it meets no snapshot of its own, for locks alone keep it apart from others; but what is to be
   * serializable is so wherever it is, and what is broadcast is the same everywhere.
   */
  private async begin(server: Server): Promise<Branch> {
    const connection = await this.sessions.at(server)
    const branch = { server, connection, isPrepared: false }
    this.branches.set(server.name, branch)
    const isTheSame = this.isolation === 'serializable' || this.core.config.ship === 'as-written'
    const level = server === this.home || isTheSame ? this.isolation : 'read committed'
    await connection.query(`BEGIN ISOLATION LEVEL ${level}`)
    return branch
  }

  /** In the servers' order, whichever was touched first. */
  private inOrder(): Branch[] {
    const { servers } = this.core.config
    return servers.flatMap(({ name }) => this.branches.get(name) ?? [])
  }

  async commit(): Promise<void> {
    await this.ending.carryOut(this.inOrder())
    this.over()
  }

  /** Whether it certainly had no effect and will have none. */
  async rollBack(): Promise<boolean> {
    if (this.ending.isDecided) return this.leave()
    const branches = this.inOrder()
    // Before anybody looks for what is left: whatever of it is found from here on is rolled back.
    this.over()
    await Promise.all(
      branches.map(async ({ server, connection, isPrepared }) => {
        const words = isPrepared ? `ROLLBACK PREPARED '${this.gid}'` : 'ROLLBACK'
        await connection.query(words).catch(() => this.core.owe(server, connection.pid))
      }),
    )
    return true
  }

  /** What is not known to have had no effect; nobody goes on in its sessions. */
  private leave(): false {
    for (const { connection } of this.branches.values()) connection.close()
    this.over()
    return false
  }

  /** From here on what is left of it on a server is nobody's. */
  private over(): void {
    this.branches.clear()
    this.core.active.delete(this.gid)
  }
}
