import { setTimeout as sleep } from 'node:timers/promises'
import { APPLICATION, Refused, type Connection, type Server } from './connection.ts'
import { openSession, type Core } from './core.ts'
import { NOT_PREPARED } from './commit.ts'

/** What every transaction of a coordinator is called on the servers, at the beginning. */
export const PREFIX = 'splitbrain-'
const PAUSE_MS = 100

/** Nobody may decide a second time what was decided once. */
class LogLost extends Error {
  constructor({ name }: Server, [gid]: string[]) {
    super(
      `the log of decisions is lost, and ${name} holds ${gid} prepared: bring back a copy of the log, or decide by hand what stands in pg_prepared_xacts`,
    )
  }
}

/**
 * Brings what is in doubt to its end: committed where that was decided, and else rolled back. Whoever prepared it may
 * still be executing that on a server that was out of reach, so its session is ended before anybody looks.
 */
export class Resolver {
  private readonly core: Core
  /** By server, the processes there whose last statement may have been anything. */
  private readonly owed = new Map<Server, Set<number>>()

  constructor(core: Core) {
    this.core = core
  }

  /**
   * All that a coordinator before this one left; returns when nothing is in doubt any more, and throws where its log is
   * lost, for then nobody can know how that was to end.
   */
  async recover(): Promise<void> {
    const { servers } = this.core.config
    // In the order of the decisions, as it was begun.
    await Promise.all(servers.map((server) => this.untilDone(() => this.resolve(server))))
    const { decisions } = this.core
    if (decisions.isNew) await decisions.begin()
    for (const gid of decisions.undone) await decisions.done(gid)
  }

  owe(server: Server, pid: number): void {
    const known = this.owed.get(server)
    if (known !== undefined) return void known.add(pid)
    this.owed.set(server, new Set([pid]))
    void this.untilDone(async () => {
      const pids = new Set(this.owed.get(server))
      await this.resolve(server, pids)
      const left = this.owed.get(server)!.difference(pids)
      if (left.size === 0) return void this.owed.delete(server)
      this.owed.set(server, left)
      throw new Error('another one broke meanwhile')
    })
  }

  private async untilDone(act: () => Promise<void>): Promise<void> {
    let told = ''
    for (;;) {
      try {
        return await act()
      } catch (error) {
        if (error instanceof LogLost) throw error
        const { message } = error as Error
        if (message !== told) this.core.tell(`not resolved yet: ${message}`)
        told = message
        await sleep(PAUSE_MS)
      }
    }
  }

  /** Of these processes on a server, or of all that coordinators before this one had there. */
  private async resolve(server: Server, pids?: ReadonlySet<number>): Promise<void> {
    const connection = await openSession(this.core.config, server)
    try {
      await ended(connection, pids)
      const found = await connection.query(
        `SELECT gid FROM pg_prepared_xacts WHERE gid LIKE '${PREFIX}%' ORDER BY prepared`,
      )
      const gids = found.rows.map(([gid]) => gid!)
      const { active, decisions } = this.core
      if (pids === undefined && decisions.isNew && gids.length > 0) throw new LogLost(server, gids)
      for (const gid of gids.filter((each) => !active.has(each))) {
        const verb = decisions.undone.has(gid) ? 'COMMIT' : 'ROLLBACK'
        await connection.query(`${verb} PREPARED '${gid}'`).catch((error) => {
          if (!(error instanceof Refused) || error.code !== NOT_PREPARED) throw error
        })
        this.core.tell(`recovered ${gid} on ${server.name}: ${verb}`)
      }
    } finally {
      connection.close()
    }
  }
}

/** Sends these sessions away, and returns when they are gone. */
async function ended(connection: Connection, pids?: ReadonlySet<number>): Promise<void> {
  for (;;) {
    const { rows } = await connection.query(
      `SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = '${APPLICATION}' AND pid <> pg_backend_pid()
         AND ($1::integer[] IS NULL OR pid = ANY ($1::integer[]))`,
      [pids ? `{${[...pids].join(',')}}` : null],
    )
    if (rows.length === 0) return
    await sleep(PAUSE_MS)
  }
}
