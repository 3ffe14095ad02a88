import { setTimeout as sleep } from 'node:timers/promises'
import { Refused, type Connection, type Result, type Server } from './connection.ts'
import type { Core, UnderWay } from './core.ts'
import { reach } from './crash-points.ts'
import { Shipping } from './shipping.ts'

/** What is prepared holds its locks, so it is rolled back where its turn to commit does not come. */
const TURN_LIMIT_MS = 1_000
const RETRY_MS = 50

/** Sessions with servers, kept over the transactions of one client. */
export interface Sessions {
  at(server: Server): Promise<Connection>
}

interface Branch {
  server: Server
  connection: Connection
  isPrepared: boolean
}

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
  private isDecided = false

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
    return this.waiting(server, connection, () => connection.query(text, values))
  }

  /** Elsewhere than at home it meets no snapshot of its own, for locks alone keep it apart from others. */
  private async begin(server: Server): Promise<Branch> {
    const connection = await this.sessions.at(server)
    const branch = { server, connection, isPrepared: false }
    this.branches.set(server.name, branch)
    const level = server === this.home ? this.isolation : 'read committed'
    await connection.query(`BEGIN ISOLATION LEVEL ${level}`)
    return branch
  }

  private async waiting<T>(server: Server, { pid }: Connection, act: () => Promise<T>): Promise<T> {
    this.asking = { server, pid, since: performance.now() }
    try {
      return await act()
    } catch (error) {
      if (!this.isDoomed || !(error instanceof Refused)) throw error
      throw new Refused('40P01', 'deadlock across servers')
    } finally {
      this.asking = undefined
    }
  }

  /** In the servers' order, whichever was touched first. */
  private inOrder(): Branch[] {
    const { servers } = this.core.config
    return servers.flatMap(({ name }) => this.branches.get(name) ?? [])
  }

  async commit(): Promise<void> {
    const branches = this.inOrder()
    if (branches.length === 1) return this.end(branches[0], 'COMMIT')
    if (this.core.config.commit === 'one-phase') return this.commitOneByOne(branches)
    reach('before-prepare', this.gid)
    for (const [i, branch] of branches.entries()) {
      await this.end(branch, 'PREPARE TRANSACTION', ` '${this.gid}'`)
      branch.isPrepared = true
      if (i === 0) reach('between-prepares', this.gid)
    }
    reach('after-prepare', this.gid)
    await this.inTurn(() => this.decide(branches))
  }

  private async decide(branches: Branch[]): Promise<void> {
    const { decisions } = this.core
    this.isDecided = true
    await decisions.decide(this.gid)
    reach('after-decision', this.gid)
    for (const [i, branch] of branches.entries()) {
      await this.carryOut(branch)
      if (i === 0) reach('between-commits', this.gid)
    }
    await decisions.done(this.gid)
  }

  /** However long that takes: it is decided, and nobody else is in doubt about it. */
  private async carryOut({ server, connection }: Branch): Promise<void> {
    let isLate = false
    for (;;) {
      try {
        await connection.query(`COMMIT PREPARED '${this.gid}'`)
        return isLate
          ? this.core.tell(`recovered ${this.gid} on ${server.name}: COMMIT`)
          : undefined
      } catch (error) {
        if (error instanceof Refused && error.code === NOT_PREPARED) return
        isLate = true
        await sleep(RETRY_MS)
        connection = await this.sessions.at(server).catch(() => connection)
      }
    }
  }

  /** The defect: whoever dies in between leaves it on some servers. */
  private async commitOneByOne(branches: Branch[]): Promise<void> {
    reach('before-prepare', this.gid)
    await this.inTurn(async () => {
      this.isDecided = true
      for (const [i, branch] of branches.entries()) {
        await this.end(branch, 'COMMIT').catch((error: unknown) => {
          // What the first refused is nowhere.
          this.isDecided = i > 0 || !(error instanceof Refused)
          throw error
        })
        if (i === 0) reach('between-commits', this.gid)
      }
    })
  }

  /** A transaction that failed is answered with its rollback, and that is no error. */
  private async end({ server, connection }: Branch, verb: string, rest = ''): Promise<void> {
    const { tag } = await this.waiting(server, connection, () => connection.query(verb + rest))
    if (tag !== verb) throw new Refused('40000', `${server.name} answered ${verb} with ${tag}`)
    if (verb === 'COMMIT') this.branches.delete(server.name)
  }

  private async inTurn(act: () => Promise<void>): Promise<void> {
    const { promise, reject } = Promise.withResolvers<never>()
    let isLate = false
    const giveUp = () => {
      isLate = true
      reject(new Refused('55P03', `its turn to commit did not come in ${TURN_LIMIT_MS / 1000} s`))
    }
    const timer = setTimeout(giveUp, TURN_LIMIT_MS)
    const turn = this.core.turns.alone(async () => {
      clearTimeout(timer)
      if (!isLate) await act()
    })
    await Promise.race([turn, promise])
  }

  /** Whether it certainly had no effect and will have none. */
  async rollBack(): Promise<boolean> {
    if (this.isDecided) return this.leave()
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
  over(): void {
    this.branches.clear()
    this.core.active.delete(this.gid)
  }
}

/** The SQLSTATE of a name that no prepared transaction has. */
export const NOT_PREPARED = '42704'
