import { createHash } from 'node:crypto'
import type pg from 'pg'
import { startUntilItAnswers } from '../../../runner/runtimes/answering.ts'
import { runOn, writeOn } from '../../../runner/runtimes/run-on.ts'
import type { Node, Service } from '../../../runner/runtimes/runtime.ts'
import { newSecret } from '../../../runner/secrets.ts'
import { whoAnswers } from '../../databases/postgres/asking-who.ts'
import { connect, hangUp, type Credentials } from '../../databases/postgres/connect.ts'
import { StandingSession } from '../../databases/postgres/standing-session.ts'
import { until } from '../../databases/postgres/until.ts'
import {
  RECOVERY_LIMIT_SECONDS,
  settingsFile,
  type Backend,
  type Mode,
  type Settings,
} from './settings.ts'

/** The role of the node that Pgpool-II runs on, which has it for a name too. */
export const POOL = 'pgpool'
/** The ports of its clients and of its own tools. */
export const POOLED = 'pooled'
export const PCP = 'pcp'

/**
 * Who reads for a session it decides as that begins, and any comment in front of a query has it sent to the server that
 * writes (its documentation, section "Load Balancing").
 */
export const asking = { reader: whoAnswers, writer: `/*NO LOAD BALANCE*/ ${whoAnswers}` }

const SETTINGS = 'pgpool.conf'
const PASSWORDS = 'pcp.conf'
const PASSFILE = '.pcppass'
/** What it remembers of its backends over a restart. */
const STATUS = 'pgpool_status'
const TURN_LIMIT_MS = 20_000
const ANSWER_LIMIT_SECONDS = 2
const OBSERVER_TIMEOUT_MS = 800

// What it left of an earlier life, by process ids that may be another's, would keep it from starting.
const run = `rm -rf pool && mkdir pool && exec pgpool -n -f ${SETTINGS} -F ${PASSWORDS}`

interface Backed {
  node_id: string
  status: string
  role: string
}

interface PoolOptions {
  mode: Mode
  backends: readonly Backend[]
  /** Whom it looks as whether a backend is there. */
  administrator: Credentials
  /** Beside those that every mode has. */
  settings?: Settings
}

/** Pgpool-II on a node, which sends what clients say to all of its backends. */
export class Pgpool {
  readonly node: Node
  private readonly options: PoolOptions
  private readonly service: Service
  private readonly observer: StandingSession
  private readonly secret = newSecret()

  constructor(node: Node, options: PoolOptions) {
    this.node = node
    this.options = options
    this.service = node.service({ name: POOL, argv: ['sh', '-c', run], stopSignal: 'SIGINT' })
    this.observer = new StandingSession(() => this.connect())
  }

  async install(): Promise<void> {
    const { node, secret } = this
    const { port } = node.address(PCP)
    const { user } = this.options.administrator
    await writeOn(node, SETTINGS, settingsFile({ ...this.options, node, pcpPort: port }))
    const digest = createHash('md5').update(secret).digest('hex')
    await writeOn(node, PASSWORDS, `${user}:${digest}\n`)
    await writeOn(node, PASSFILE, `localhost:${port}:${user}:${secret}\n`)
  }

  /** Starts it where it is down; with no memory of who was away where all backends are known to be equal. */
  async start({ afresh = false } = {}): Promise<void> {
    if (afresh) await runOn(this.node, ['rm', '-f', STATUS])
    const answers = () => this.answers()
    const { node, service } = this
    await startUntilItAnswers({ what: 'Pgpool-II', node, service, answers })
  }

  async stop(): Promise<void> {
    this.disconnect()
    await this.service.stop()
  }

  disconnect(): void {
    this.observer.disconnect()
  }

  /** The backends that it sends writes to, as it keeps it in a file; its tools ask the dead among them too, and wait. */
  async up(): Promise<string[]> {
    const lines = (await runOn(this.node, ['cat', STATUS])).split('\n')
    return this.options.backends.flatMap(({ name }, i) => (lines[i] === 'up' ? [name] : []))
  }

  /** The same as its clients can see it, without a process for it; rejects where it does not answer. */
  async seen(): Promise<string[]> {
    const text = 'SHOW pool_backend_stats'
    const rows = await this.observer.query<{ node_id: string; status: string }>(text)
    const isUp = (i: number) => rows.some((row) => Number(row.node_id) === i && row.status === 'up')
    return this.options.backends.flatMap(({ name }, i) => (isUp(i) ? [name] : []))
  }

  /** Whether its own tools can speak with it, be it that no backend is there. */
  private answers(): Promise<boolean> {
    return this.tell('pcp_node_count').then(
      () => true,
      () => false,
    )
  }

  /** Has it take a backend for equal to the others, whatever that holds. */
  async attach(name: string): Promise<void> {
    await this.tell('pcp_attach_node', [this.idOf(name)])
    await this.isSeen(name, 'attach')
  }

  /** Has it send nothing more to a backend. */
  async detach(name: string): Promise<void> {
    await this.tell('pcp_detach_node', [this.idOf(name)])
    await until(async () => {
      const up = await this.up().catch(() => [name])
      return up.includes(name) ? `Pgpool-II did not let ${name} go` : undefined
    }, TURN_LIMIT_MS)
  }

  /** Has it bring a backend back that it let go, by the scripts on the one that it reads from, and send writes to it again. */
  async recover(name: string): Promise<void> {
    await this.tell('pcp_recovery_node', [this.idOf(name)], RECOVERY_LIMIT_SECONDS)
    await this.isSeen(name, 'recover')
  }

  /**
   * What a session that begins now is told: which backends are up, and which is the primary where they replicate by
   * themselves. An older one may go on telling what there was when it began.
   */
  async told(): Promise<{ up: string[]; primary?: string }> {
    const client = await this.connect()
    try {
      const { rows } = await client.query<Backed>('SHOW pool_backend_stats')
      const named = rows.map((row) => ({ ...row, ...this.options.backends[Number(row.node_id)] }))
      const up = named.filter(({ status }) => status === 'up').map(({ name }) => name)
      return { up, primary: named.find(({ role }) => role === 'primary')?.name }
    } finally {
      hangUp(client)
    }
  }

  private connect(): Promise<pg.Client> {
    const credentials = this.options.administrator
    return connect({ endpoint: this.node.endpoint(), credentials, timeoutMs: OBSERVER_TIMEOUT_MS })
  }

  private isSeen(name: string, what: string): Promise<void> {
    return until(async () => {
      const { up } = await this.told().catch(() => ({ up: [] as string[] }))
      return up.includes(name) ? undefined : `Pgpool-II did not ${what} ${name}`
    }, TURN_LIMIT_MS)
  }

  private idOf(name: string): string {
    return `--node-id=${this.options.backends.findIndex((backend) => backend.name === name)}`
  }

  private tell(
    tool: string,
    words: readonly string[] = [],
    limitSeconds = ANSWER_LIMIT_SECONDS,
  ): Promise<string> {
    const { port } = this.node.address(PCP)
    const { user } = this.options.administrator
    const to = ['--host=localhost', `--port=${port}`, `--username=${user}`, '--no-password']
    const limit = ['timeout', String(limitSeconds)]
    const passfile = `PCPPASSFILE=${this.node.home}/${PASSFILE}`
    return runOn(this.node, [...limit, 'env', passfile, tool, ...to, ...words])
  }
}
