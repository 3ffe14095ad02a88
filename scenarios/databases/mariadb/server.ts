import { setTimeout as sleep } from 'node:timers/promises'
import { SplitbrainError } from '../../../history/errors.ts'
import { runOn, writeOn } from '../../../runner/runtimes/run-on.ts'
import type { Node, Service } from '../../../runner/runtimes/runtime.ts'
import { MariaConnection, type Result } from './connect.ts'
import { membership, type Membership } from './membership.ts'
import { savedPosition, type Position } from './position.ts'
import { tellingLine } from './telling-lines.ts'
import { settingsText, type Settings } from './settings.ts'
import { StandingConnection } from './standing-connection.ts'
import { statementsFor, type Users } from './users.ts'

const START_LIMIT_MS = 60_000
const POLL_MS = 100
const ADMIN_TIMEOUT_MS = 10_000
/** Less than the second between two looks. */
const OBSERVER_TIMEOUT_MS = 800

/** Where the image keeps an empty data directory that has been part of a cluster. */
const TEMPLATE = '/var/lib/galera/template'
const ARGUMENTS = 'arguments'
// What a start is told changes with each of them, and stands in a file.
const become = `exec mariadbd --defaults-file=my.cnf $(cat ${ARGUMENTS})`

/** How a server comes into its cluster. */
export type Entry = 'first' | 'join'

/** A MariaDB server on a node: its data directory, its settings and an administrator's connection. */
export class MariaServer {
  readonly node: Node
  private readonly users: Users
  private readonly service: Service
  private found: Position | undefined
  private readonly admin: StandingConnection
  private readonly observer: StandingConnection
  private readonly connectedFor: (timeoutMs: number) => Promise<MariaConnection>

  constructor(node: Node, users: Users) {
    this.node = node
    this.users = users
    const argv = ['sh', '-c', become]
    this.service = node.service({ name: 'mariadb', argv, stopSignal: 'SIGTERM' })
    this.connectedFor = (timeoutMs) => {
      const endpoint = node.endpoint()
      return MariaConnection.open({ endpoint, credentials: users.administrator, timeoutMs })
    }
    this.admin = new StandingConnection(() => this.connect())
    this.observer = new StandingConnection(() => this.connectedFor(OBSERVER_TIMEOUT_MS))
  }

  /** An empty data directory with this server's settings; with a `view`, as one of its members that met before. */
  async initialize(settings: Settings, view?: string): Promise<void> {
    await Promise.all([
      writeOn(this.node, 'my.cnf', settingsText(settings)),
      writeOn(this.node, ARGUMENTS, ''),
      runOn(this.node, ['cp', '-a', TEMPLATE, 'data']),
    ])
    if (view !== undefined) await writeOn(this.node, 'data/gvwstate.dat', view)
  }

  /** Starts its program as it is, and waits for nothing. */
  async begin(): Promise<void> {
    this.disconnect()
    this.found = undefined
    await this.service.start()
  }

  /** Returns when it has met those that are there already, whether or not they are enough to go on. */
  async met(): Promise<void> {
    await this.wait(async () => /gcomm: connected/.test(await this.node.logs()))
  }

  /** Returns when the server lets in by its socket whoever it runs as. */
  async answers(): Promise<void> {
    await this.wait(async () => (await this.bySocket('SELECT 1')) !== '')
  }

  /** The same, and it has a part in its cluster. */
  async ready(): Promise<void> {
    await this.wait(async () => {
      const asked = await this.bySocket("SHOW STATUS LIKE 'wsrep_ready'")
      return /\bON\b/.test(asked)
    })
  }

  /** Makes the users, here and on all that have a part in the cluster. */
  async makeUsers(): Promise<void> {
    await this.bySocket(statementsFor(this.users))
  }

  private bySocket(statements: string): Promise<string> {
    const ask = [
      'mariadb',
      '--no-defaults',
      '--skip-ssl',
      '--socket=socket',
      '--batch',
      '--skip-column-names',
    ]
    return runOn(this.node, ask, statements)
  }

  /** Starts it after whatever ended it; returns when it is up to date with its cluster. */
  async start(entry: Entry): Promise<void> {
    this.disconnect()
    await this.node.boot()
    const position = await this.position()
    const start = `--wsrep-start-position=${position.cluster}:${position.seqno}`
    await writeOn(this.node, ARGUMENTS, entry === 'first' ? `${start} --wsrep-new-cluster` : start)
    if (entry === 'first') await this.allowBootstrap()
    // Whom it knew when it died may be gone.
    await runOn(this.node, ['rm', '-f', 'data/gvwstate.dat'])
    await this.begin()
    await this.wait(async () => (await this.look()).isSynced)
  }

  /** The server itself refuses to begin a cluster where it was not the last one to go. */
  private async allowBootstrap(): Promise<void> {
    const edit = 's/^safe_to_bootstrap: .*/safe_to_bootstrap: 1/'
    await runOn(this.node, ['sed', '-i', edit, 'data/grastate.dat'])
  }

  /** Forgets what state its data are of, so that it copies another's when it joins. */
  async forgetState(): Promise<void> {
    this.found = undefined
    await this.node.boot()
    await runOn(this.node, [
      'rm',
      '-f',
      'data/grastate.dat',
      'data/gvwstate.dat',
      'data/galera.cache',
    ])
  }

  /** Up to where its data go, while it is down; what was found so holds until it runs again. */
  async position(): Promise<Position> {
    return (this.found ??= await savedPosition(this.node))
  }

  private async wait(isThere: () => Promise<boolean>): Promise<void> {
    const begin = performance.now()
    for (;;) {
      if (await isThere().catch(() => false)) return
      const isDead = !(await this.service.running())
      if (isDead || performance.now() - begin > START_LIMIT_MS)
        throw await this.startFailure(isDead)
      await sleep(POLL_MS)
    }
  }

  private async startFailure(isDead: boolean): Promise<SplitbrainError> {
    const telling = tellingLine(await this.node.logs())
    const what = isDead ? 'ended as it started' : `was not ready in ${START_LIMIT_MS / 1000} s`
    return new SplitbrainError(
      isDead ? 'runtime' : 'timeout',
      `The server of node ${this.node.name} ${what}; its log says: ${telling}`,
    )
  }

  /** Whether its program runs, or is frozen, whatever it answers. */
  running(): Promise<boolean> {
    return this.service.running()
  }

  async stop(): Promise<void> {
    this.disconnect()
    await this.service.stop()
  }

  /** A session of the administrator's by itself, past every link. */
  connect(): Promise<MariaConnection> {
    return this.connectedFor(ADMIN_TIMEOUT_MS)
  }

  get clientsDatabase(): string {
    return this.users.client.database
  }

  /** One statement as the administrator, past every link. */
  query(text: string, values?: readonly unknown[]): Promise<Result> {
    return this.admin.use((connection) => connection.query(text, values))
  }

  /** Its place in its cluster as it sees that, for whoever only looks and must not wait for long. */
  look(): Promise<Membership> {
    return this.observer.use(membership)
  }

  disconnect(): void {
    this.admin.disconnect()
    this.observer.disconnect()
  }
}
