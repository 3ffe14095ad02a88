import { setTimeout as sleep } from 'node:timers/promises'
import { Lost, Refused, type Connection, type Server } from './connection.ts'
import type { Core } from './core.ts'
import { reach } from './crash-points.ts'

/** What is prepared holds its locks, so it is rolled back where its turn to commit does not come. */
const TURN_LIMIT_MS = 1_000
const RETRY_MS = 50
/** The SQLSTATE of a name that no prepared transaction has. */
export const NOT_PREPARED = '42704'

/** Sessions with servers, kept over the transactions of one client. */
export interface Sessions {
  at(server: Server): Promise<Connection>
}

/** A transaction's part on one server. */
export interface Branch {
  server: Server
  connection: Connection
  isPrepared: boolean
}

/** The end of a transaction that is to be committed: on all servers that it touched, or on none. */
export class Commit {
  /** From here on nobody may roll it back. */
  isDecided = false
  private readonly core: Core
  private readonly sessions: Sessions
  private readonly gid: string

  constructor(core: Core, sessions: Sessions, gid: string) {
    this.core = core
    this.sessions = sessions
    this.gid = gid
  }

  async carryOut(branches: readonly Branch[]): Promise<void> {
    if (branches.length === 1) return end(branches[0], 'COMMIT')
    reach('before-prepare', this.gid)
    if (this.core.config.commit === 'one-phase') return this.inTurn(() => this.oneByOne(branches))
    for (const [i, branch] of branches.entries()) {
      await end(branch, 'PREPARE TRANSACTION', ` '${this.gid}'`).catch(notPrepared(branch))
      branch.isPrepared = true
      if (i === 0) reach('between-prepares', this.gid)
    }
    reach('after-prepare', this.gid)
    await this.inTurn(() => this.decide(branches))
  }

  private async decide(branches: readonly Branch[]): Promise<void> {
    const { decisions } = this.core
    this.isDecided = true
    await decisions.decide(this.gid)
    reach('after-decision', this.gid)
    for (const [i, branch] of branches.entries()) {
      await this.commitPrepared(branch)
      if (i === 0) reach('between-commits', this.gid)
    }
    await decisions.done(this.gid)
  }

  /** However long that takes: it is decided, and nobody else is in doubt about it. */
  private async commitPrepared({ server, connection }: Branch): Promise<void> {
    for (let tries = 0; ; tries++) {
      const isDone = await connection.query(`COMMIT PREPARED '${this.gid}'`).then(
        () => true,
        (error: unknown) => error instanceof Refused && error.code === NOT_PREPARED,
      )
      if (isDone && tries > 0) this.core.tell(`recovered ${this.gid} on ${server.name}: COMMIT`)
      if (isDone) return
      await sleep(RETRY_MS)
      connection = await this.sessions.at(server).catch(() => connection)
    }
  }

  /** Whoever dies in between leaves it on some servers. */
  private async oneByOne(branches: readonly Branch[]): Promise<void> {
    this.isDecided = true
    for (const [i, branch] of branches.entries()) {
      await end(branch, 'COMMIT').catch((error: unknown) => {
        // What the first refused is nowhere.
        this.isDecided = i > 0 || !(error instanceof Refused)
        throw error
      })
      if (i === 0) reach('between-commits', this.gid)
    }
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
}

/** Tells a client that it was in the middle of its commit, and who stopped that. */
function notPrepared({ server }: Branch): (error: unknown) => never {
  return (error) => {
    const text = `${(error as Error).message} (${server.name} did not prepare)`
    throw error instanceof Refused ? new Refused(error.code, text) : new Lost(text)
  }
}

/** A transaction that failed is answered with its rollback, and that is no error. */
async function end({ server, connection }: Branch, verb: string, rest = ''): Promise<void> {
  const { tag } = await connection.query(verb + rest)
  if (tag !== verb) throw new Refused('40000', `${server.name} answered ${verb} with ${tag}`)
}
