import { startUntilItAnswers } from '../../../runner/runtimes/answering.ts'
import { runOn, writeOn } from '../../../runner/runtimes/run-on.ts'
import type { Node, Service } from '../../../runner/runtimes/runtime.ts'
import { newSecret } from '../../../runner/secrets.ts'
import type { Election } from '../../../runner/topology.ts'
import { connect, type Credentials } from '../../databases/postgres/connect.ts'
import { verifierOf } from '../../databases/postgres/roles.ts'
import { ServerSettings } from '../../databases/postgres/settings.ts'
import { runAlone } from '../../databases/postgres/single-user.ts'
import { StandingSession } from '../../databases/postgres/standing-session.ts'
import { autoctl, autoctlService } from './autoctl.ts'
import { monitorSettings, type Timing } from './timing.ts'

/** The role of the node that the monitor runs on, which has it for a name too. */
export const MONITOR = 'monitor'

const DATA = 'monitor'
const DATABASE = 'pg_auto_failover'
/** Whom those who watch servers speak with the monitor as. */
export const WATCHER = 'autoctl_node'
/** Where its own program looks for it. */
const SOCKETS = '/var/run/postgresql'
const OBSERVER_TIMEOUT_MS = 800

/** What the monitor knows of a server. */
export interface Monitored {
  node: string
  /** The state that was told of it last, and the one that it is to be in. */
  reported: string
  assigned: string
  /** The timeline that it was on by then. */
  timeline: number
}

/** The monitor of pg_auto_failover on a node: a server of its own, which decides who is the primary. */
export class Monitor {
  readonly node: Node
  readonly password = newSecret()
  private readonly administrator: Credentials
  private readonly timing: Timing
  private readonly service: Service
  private readonly observer: StandingSession

  constructor(node: Node, administrator: Credentials, timing: Timing) {
    this.node = node
    this.administrator = { ...administrator, database: DATABASE }
    this.timing = timing
    const argv = autoctlService(DATA, 'run', '--pgdata', `${node.home}/${DATA}`)
    this.service = node.service({ name: 'pg_autoctl', argv, stopSignal: 'SIGINT' })
    const asking = { credentials: this.administrator, timeoutMs: OBSERVER_TIMEOUT_MS }
    this.observer = new StandingSession(() => connect({ endpoint: node.endpoint(), ...asking }))
  }

  async create(): Promise<void> {
    const { node, password, administrator } = this
    const { host, port } = node.address()
    const at = ['--pgdata', `${node.home}/${DATA}`, '--pgport', String(port), '--hostname', host]
    await runOn(node, autoctl('create', 'monitor', ...at, '--skip-pg-hba', '--no-ssl'))
    const statements = [
      `CREATE ROLE "${administrator.user}" SUPERUSER LOGIN PASSWORD '${verifierOf(administrator.password)}'`,
      `ALTER ROLE ${WATCHER} PASSWORD '${verifierOf(password)}'`,
    ]
    await runAlone(node, statements.map((statement) => `${statement}\n`).join(''), DATA, DATABASE)
    await writeOn(node, `${DATA}/splitbrain.conf`, settingsOf(node, this.timing))
    await runOn(node, ['sh', '-c', admit, 'sh', DATA])
  }

  /** Starts it where it is down. */
  async start(): Promise<void> {
    const { node, service } = this
    const answers = () => this.states().then(Boolean, () => false)
    await startUntilItAnswers({ what: 'The monitor', node, service, answers })
  }

  /** Has each commit wait for so many of the standbys that it may wait for. */
  async setSyncStandbys(count: number): Promise<void> {
    const words = ['set', 'formation', 'number-sync-standbys', String(count)]
    await runOn(this.node, autoctl(...words, '--pgdata', `${this.node.home}/${DATA}`))
  }

  /** Planned: has a standby take the primary's place. */
  async handOverTo(name: string): Promise<void> {
    const at = ['--pgdata', `${this.node.home}/${DATA}`]
    await runOn(this.node, autoctl('perform', 'promotion', ...at, '--name', name))
  }

  /** Has it forget a server, whatever that one is by now. */
  async drop(name: string): Promise<void> {
    const at = ['--pgdata', `${this.node.home}/${DATA}`]
    await runOn(this.node, autoctl('drop', 'node', ...at, '--name', name, '--force'))
  }

  /** What it knows of each server; rejects where it does not answer. */
  async states(): Promise<Monitored[]> {
    return this.observer.query<Monitored & Record<string, unknown>>(
      `SELECT nodename AS node, reportedstate::text AS reported, goalstate::text AS assigned,
              reportedtli AS timeline
       FROM pgautofailover.node ORDER BY nodeid`,
    )
  }

  /** Each choice that it has made, by its own log; rejects where it does not answer. */
  async elections(): Promise<Election[]> {
    return this.observer.query<Election & Record<string, unknown>>(elections)
  }

  /** Whom a server's watcher finds it by. */
  uri(): string {
    const { host, port } = this.node.address()
    return `postgres://${WATCHER}@${host}:${port}/${DATABASE}?sslmode=disable`
  }

  disconnect(): void {
    this.observer.disconnect()
  }
}

// A node that told where it is waits in `report_lsn` for the choice, and is chosen by being sent on from there, once.
const elections = `
  SELECT chosen.nodename AS elected,
         (SELECT json_agg(json_build_object(
                   'node', nodename, 'timeline', reportedtli, 'lsnBytes', reportedlsn - '0/0'
                 ) ORDER BY nodeid)
          FROM (SELECT DISTINCT ON (nodeid) * FROM pgautofailover.event
                WHERE eventid <= chosen.eventid ORDER BY nodeid, eventid DESC) AS latest
          WHERE reportedstate = 'report_lsn') AS candidates
  FROM (SELECT *, lag(goalstate) OVER (PARTITION BY nodeid ORDER BY eventid) AS goalbefore
        FROM pgautofailover.event) AS chosen
  WHERE reportedstate = 'report_lsn' AND goalstate IN ('prepare_promotion', 'fast_forward')
    AND goalbefore IS DISTINCT FROM goalstate
  ORDER BY eventid`

function settingsOf(node: Node, timing: Timing): string {
  const { host, port } = node.address()
  const own = { listen_addresses: host, port, unix_socket_directories: SOCKETS }
  return new ServerSettings({ ...own, ...monitorSettings(timing) }).text()
}

// It is in the same network as whoever it speaks with; its own program comes by its socket.
const admit = `echo "include 'splitbrain.conf'" >> "$1/postgresql.conf"
echo 'host all all samenet scram-sha-256' >> "$1/pg_hba.conf"`
