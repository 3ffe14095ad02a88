import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { SplitbrainError } from '../../../history/errors.ts'
import type { Mode } from '../../../runner/evidence.ts'
import type { Endpoint, Node, Service, ServiceSpec } from '../../../runner/runtimes/runtime.ts'
import type { Undo } from '../../../runner/undo.ts'
import { isOfClosed, restoredBytes } from './closed-standby.ts'
import { connect } from './connect.ts'
import { createDataDirectory, MEGABYTE, type Format } from './data-directory.ts'
import { positionOf, type Position } from './position.ts'
import { programOf, type Program, type Sharing } from './program.ts'
import type { Roles } from './roles.ts'
import { runOn, writeOn } from '../../../runner/runtimes/run-on.ts'
import { ServerSettings, type Settings } from './settings.ts'
import { StandingSession } from './standing-session.ts'
import { writtenOut } from './written-out.ts'

const START_LIMIT_MS = 30_000
/** A server forks for each who asks whether it is ready, which slows its start where it is asked too often. */
const POLL_MS = 100
/** In the node's folder, as libpq reads it. */
const PASSFILE = 'passfile'
const ADMIN_TIMEOUT_MS = 10_000
/** Less than the second between two looks; whoever sits on the server's port without answering is not waited for. */
const OBSERVER_TIMEOUT_MS = 800
const PROMOTION_LIMIT_SECONDS = 20

/** What a server says of itself: who asks too early has a FATAL of a session's own, with a name before it. */
const ofItsOwn = /\[\d+\] (?:FATAL|PANIC)|could not/

export interface ServerOptions extends Partial<Format> {
  /** Of one whose data others may be started on as well. */
  sharing?: Sharing
  /** Beside those that every server has. */
  settings?: Settings
  /** What starts the server and ends it, where that is a manager's work: it runs in the server's place. */
  manager?: ServiceSpec
}

/** A PostgreSQL server on a node: its data directory, its settings and an administrator's connection. */
export class PostgresServer {
  readonly node: Node
  readonly roles: Roles
  readonly segmentBytes: number
  readonly format: Format
  /** Whether somebody else starts it again as soon as it is down. */
  readonly isManaged: boolean
  private readonly service: Service
  private readonly settings: ServerSettings
  private readonly program: Program
  /** Whether it was out of reach when its settings changed last. */
  private untold = false
  private readonly admin: StandingSession
  private readonly observer: StandingSession

  constructor(node: Node, roles: Roles, options: ServerOptions = {}) {
    const { settings, sharing, manager, ...format } = options
    this.node = node
    this.roles = roles
    this.format = { segmentMegabytes: 16, checksums: true, ...format }
    this.segmentBytes = this.format.segmentMegabytes * MEGABYTE
    this.program = programOf(sharing)
    this.isManaged = manager !== undefined
    this.service = node.service(manager ?? this.program.service)
    const { host, port } = node.address()
    const own = { listen_addresses: host, port, cluster_name: node.name }
    this.settings = new ServerSettings({ ...own, ...settings })
    this.admin = new StandingSession(() => this.connect(ADMIN_TIMEOUT_MS))
    this.observer = new StandingSession(() => this.connect(OBSERVER_TIMEOUT_MS))
  }

  /** An empty database cluster with this server's settings, ready to start. */
  async initialize(): Promise<void> {
    await createDataDirectory(this.node, this.roles, this.format)
    await this.writeSettings()
    await writtenOut(this.node)
  }

  /** Changes settings, at once where the server is up and the setting allows it. */
  async configure(changes: Settings, reload = true): Promise<void> {
    this.settings.change(changes)
    await this.writeSettings()
    if (reload) await this.query('SELECT pg_reload_conf()')
  }

  /** Has other settings hold until that is undone, whatever it is configured to or copied from meanwhile. */
  async override(changes: Settings): Promise<Undo> {
    const takeBack = this.settings.override(changes)
    const undo = async () => {
      takeBack()
      // Who is down or frozen is told when it is back.
      await this.configure({}).catch(() => (this.untold = true))
    }
    try {
      await this.configure({})
      return undo
    } catch (error) {
      await undo()
      throw error
    }
  }

  /** Tells the server what it could not be told when it changed. */
  async catchUp(): Promise<void> {
    if (this.untold) await this.configure({})
    this.untold = false
  }

  async writeSettings(): Promise<void> {
    await this.write(...this.program.settingsFile(this.settings.text()))
  }

  /** Whether its program runs, or is frozen, whatever it answers. */
  running(): Promise<boolean> {
    return this.service.running()
  }

  /** Starts the service; the sessions of its life before are over. */
  async begin(): Promise<void> {
    this.disconnect()
    await this.service.start()
  }

  /** The same, and returns when it answers. */
  async start(): Promise<void> {
    await this.begin()
    await this.answers()
    await this.catchUp()
  }

  /** Returns when it answers queries, or replays as a standby that takes none. */
  answers(): Promise<void> {
    return this.ready(() => true)
  }

  private async ready(is: (position: Position) => boolean): Promise<void> {
    for (const begin = performance.now(); ; await sleep(POLL_MS)) {
      try {
        if (is(await this.glance())) return
      } catch (error) {
        const waited = performance.now() - begin
        const dead = !(await this.service.running())
        if (dead || waited > START_LIMIT_MS) throw await this.startFailure(dead, error)
      }
    }
  }

  private async startFailure(dead: boolean, cause: unknown): Promise<SplitbrainError> {
    const lines = (await this.node.logs()).trimEnd().split('\n')
    const telling = lines.findLast((line) => ofItsOwn.test(line)) ?? lines.at(-1) ?? ''
    const what = dead ? 'ended as it started' : `didn't answer in ${START_LIMIT_MS / 1000} s`
    return new SplitbrainError(
      dead ? 'runtime' : 'timeout',
      `The server of node ${this.node.name} ${what}; its log says: ${telling.trim()}`,
      { cause },
    )
  }

  /** A fast shutdown: sessions are ended, and what was written is sent to standbys that are connected. */
  async stop(): Promise<void> {
    this.disconnect()
    await this.service.stop()
  }

  /** By the server's own program, for not every standby takes a query. */
  async promote(): Promise<void> {
    const { standby } = await this.position().catch((cause: unknown) => {
      const message = `Node ${this.node.name} can't be promoted, for its server does not answer.`
      throw new SplitbrainError('runtime', message, { cause })
    })
    // One that was frozen as it was told to may have done it since.
    if (!standby) return
    const limit = `--timeout=${PROMOTION_LIMIT_SECONDS}`
    await runOn(this.node, ['pg_ctl', 'promote', '--pgdata=data', '--silent', limit])
    // The program sees the end of the recovery a moment before the server lets anybody in.
    await this.ready((now) => !now.standby)
  }

  /** One statement as the administrator, past every link. */
  async query<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[]> {
    return this.admin.query<R>(text, values)
  }

  /** The same for whoever only looks, and must go on looking at others while this node is out of reach. */
  async look<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[]> {
    return this.observer.query<R>(text, values)
  }

  /** A session of its own for the administrator. */
  async connect(timeoutMs = ADMIN_TIMEOUT_MS): Promise<pg.Client> {
    const endpoint = this.node.endpoint()
    return connect({ endpoint, credentials: this.roles.administrator, timeoutMs })
  }

  disconnect(): void {
    this.admin.disconnect()
    this.observer.disconnect()
  }

  /** Position and role; for a standby the position that it has received and that which it has replayed. */
  async position(): Promise<Position> {
    return this.positionBy(this.admin)
  }

  /** The same for whoever only looks, and must go on looking at others while this node is out of reach. */
  async glance(): Promise<Position> {
    return this.positionBy(this.observer)
  }

  private async positionBy(session: StandingSession): Promise<Position> {
    try {
      return await positionOf(session)
    } catch (error) {
      if (!isOfClosed(error)) throw error
      const lsnBytes = restoredBytes(await this.node.logs(), this.segmentBytes)
      if (lsnBytes === undefined) throw error
      return { standby: true, lsnBytes, replayedBytes: lsnBytes }
    }
  }

  /** Commits that wait for a standby's answer alone, and the last position. */
  async held(): Promise<{ waiting: number; lsnBytes: number }> {
    // By the administrator's session, for who only looks gives up soon.
    const [row] = await this.query<{ waiting: string; lsn: string }>(
      `SELECT (SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep') AS waiting,
              pg_current_wal_lsn() - '0/0' AS lsn`,
    )
    return { waiting: Number(row.waiting), lsnBytes: Number(row.lsn) }
  }

  /**
   * Writes into WAL which transactions are under way, and returns up to where. A standby that was copied while a commit
   * waited shows what that wrote only once it has read this, or the end of a later transaction.
   */
  async tellTransactions(): Promise<number> {
    const [row] = await this.query<{ lsn: string }>(
      "SELECT pg_log_standby_snapshot() - '0/0' AS lsn",
    )
    return Number(row.lsn)
  }

  /** Whether it streams from another server. */
  async receives(): Promise<boolean> {
    const [{ receivers }] = await this.query<{ receivers: number }>(
      'SELECT count(*)::int AS receivers FROM pg_stat_wal_receiver',
    )
    return receivers > 0
  }

  /** How many sessions somebody has. */
  async sessionsOf({ user }: { user: string }): Promise<number> {
    const text = 'SELECT count(*)::int AS sessions FROM pg_stat_activity WHERE usename = $1'
    const [row] = await this.query<{ sessions: number }>(text, [user])
    return row.sessions
  }

  /** The server's word on these settings, in their own units, and which standbys it takes for what. */
  async mode(settings: readonly string[]): Promise<Pick<Mode, 'settings' | 'standbys'>> {
    const [row] = await this.observer.query<Pick<Mode, 'settings' | 'standbys'>>(
      `SELECT (SELECT json_object_agg(name, setting ORDER BY name)
               FROM pg_settings WHERE name = ANY($1)) AS settings,
              (SELECT coalesce(json_object_agg(application_name, sync_state), '{}')
               FROM pg_stat_replication WHERE state = 'streaming') AS standbys`,
      [settings],
    )
    return row
  }

  /** What a standby needs to stream from `upstream`, over the link that ends there; its password is in a file. */
  primaryConninfo({ host, port }: Endpoint): string {
    return Object.entries({
      host,
      port,
      user: this.roles.replicator.user,
      passfile: `${this.node.home}/${PASSFILE}`,
      application_name: this.node.name,
      connect_timeout: 2,
      // Nothing is looked for in a home folder.
      sslmode: 'disable',
      gssencmode: 'disable',
    })
      .map(([name, value]) => `${name}=${value}`)
      .join(' ')
  }

  /** The file that `primaryConninfo` names. */
  async writePassfile(): Promise<void> {
    const { user, password } = this.roles.replicator
    await this.write(PASSFILE, `*:*:*:${user}:${password}\n`)
  }

  /** Writes a file in the node's folder, for the server's user alone. */
  async write(path: string, content: string): Promise<void> {
    await writeOn(this.node, path, content)
    // Or a disk of ours that loses its power would forget it, as no operator's would after minutes.
    if (this.node.disks !== undefined) await runOn(this.node, ['sync', path])
  }
}
