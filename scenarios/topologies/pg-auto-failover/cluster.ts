import type { Node } from '../../../runner/runtimes/runtime.ts'
import { writeOn } from '../../../runner/runtimes/run-on.ts'
import { newSecret } from '../../../runner/secrets.ts'
import type { Site } from '../../../runner/site.ts'
import type { Client, Election, Part, Route } from '../../../runner/topology.ts'
import type { Request } from '../../../runner/workload.ts'
import { ManagedGroup } from '../../databases/postgres/managed-group.ts'
import { makeRoles, type Roles } from '../../databases/postgres/roles.ts'
import type { PostgresServer, ServerOptions } from '../../databases/postgres/server.ts'
import { runAlone } from '../../databases/postgres/single-user.ts'
import { until } from '../../databases/postgres/until.ts'
import { PASSFILE } from '../../services/pg-auto-failover/autoctl.ts'
import { Monitor, MONITOR, type Monitored } from '../../services/pg-auto-failover/monitor.ts'
import { failoverLimitMs, timesOf } from '../../services/pg-auto-failover/timing.ts'
import {
  endsAlone,
  forgetAll,
  hba,
  passfile,
  statements,
  watcherOf,
} from '../../services/pg-auto-failover/watcher.ts'
import { Libpq } from '../hot-standby/balancing/libpq.ts'
import { partForClients } from './part.ts'
import { priorityOf, serversOf, syncStandbysOf, type PgAutoFailoverOptions } from './options.ts'

const JOIN_LIMIT_MS = 60_000

/** What its server runs as, or is to be, that takes writes. */
const leading = ['single', 'primary', 'wait_primary', 'join_primary', 'apply_settings']

/** Servers that are watched one by one, and a monitor that tells those who watch them what each is to be. */
export class AutoFailover extends ManagedGroup {
  override readonly client: Client
  readonly knowledgeMs = 1000
  private readonly connections: Libpq
  private readonly monitor: Monitor
  private readonly options: PgAutoFailoverOptions
  private readonly replicator = newSecret()

  private constructor(site: Site, options: PgAutoFailoverOptions, roles: Roles) {
    const monitor = new Monitor(site.node(MONITOR), roles.administrator, options.timing)
    super(site, serversOf(options), (node) => managedBy(monitor, node, options, roles), roles)
    this.monitor = monitor
    this.options = options
    // As `pg_autoctl show uri` has it.
    this.connections = Libpq.toPrimary(site, this.members, roles.client)
    this.client = this.connections.client
  }

  static async start(site: Site, options: PgAutoFailoverOptions): Promise<AutoFailover> {
    const cluster = new AutoFailover(site, options, makeRoles())
    await Promise.all([cluster.makeMonitor(), cluster.makePrimary(), cluster.writePasswords()])
    await cluster.join([cluster.primary()], 'single')
    // Each of them waits until the primary knows of it.
    const standbys = cluster.members.slice(1)
    await cluster.join(standbys, 'secondary')
    await cluster.settleIn()
    return cluster
  }

  private async makeMonitor(): Promise<void> {
    await this.monitor.create()
    await this.monitor.start()
  }

  /** All others are made by copying it. */
  private async makePrimary(): Promise<void> {
    const server = this.primaryServer()
    await server.initialize()
    await server.write('data/pg_hba.conf', hba)
    await runAlone(server.node, statements(this.replicator))
  }

  private async writePasswords(): Promise<void> {
    const passwords = { watcher: this.monitor.password, replicator: this.replicator }
    const lines = passfile(passwords)
    await Promise.all(this.members.map((name) => writeOn(this.node(name), PASSFILE, lines)))
  }

  /** Has nodes take part one after the other, for a primary takes in one at a time. */
  private async join(names: readonly string[], state: string): Promise<void> {
    for (const name of names) {
      await this.server({ name }).begin()
      await this.monitorSays(JOIN_LIMIT_MS, (states) => {
        const found = states.find(({ node }) => node === name)
        return found !== undefined && isIn(found, state)
          ? undefined
          : `Node ${name} did not come to be ${state} (${describe(states)})`
      })
    }
  }

  /** Waits until nothing stands in the way by the word of the monitor, who may be slow to give it on a busy machine. */
  private async monitorSays(
    limitMs: number,
    obstacle: (states: readonly Monitored[]) => string | undefined,
  ): Promise<readonly Monitored[]> {
    let states: readonly Monitored[] | undefined
    await until(async () => {
      states = await this.monitor.states().catch(() => undefined)
      return states === undefined ? 'The monitor did not answer' : obstacle(states)
    }, limitMs)
    return states!
  }

  private async settleIn(): Promise<void> {
    const { sync, syncStandbys } = this.options
    if (sync === 'on' && syncStandbys !== undefined)
      await this.monitor.setSyncStandbys(syncStandbysOf(this.options))
    await Promise.all(this.members.map((name) => this.setPatience(name)))
    await this.settle(JOIN_LIMIT_MS)
  }

  private setPatience(name: string): Promise<void> {
    return endsAlone(this.node(name), timesOf[this.options.timing].partitionSeconds)
  }

  /** Whoever went astray is given no place by pg_auto_failover: an operator has it copied anew. */
  override async heal(limitMs: number): Promise<void> {
    const end = performance.now() + limitMs
    const healing = super.heal(Math.min(limitMs, 2 * failoverLimitMs(this.options.timing)))
    await healing.catch(async (error: unknown) => {
      const astray = await this.astray()
      if (astray.length === 0) throw error
      for (const name of astray) await this.makeAnew(name)
      await this.settle(end - performance.now())
    })
  }

  /** Those on an older timeline than others that do not come to be what they are to be. */
  private async astray(): Promise<string[]> {
    const states = await this.monitorSays(JOIN_LIMIT_MS, () => undefined)
    const newest = Math.max(...states.map(({ timeline }) => timeline))
    return states
      .filter(({ timeline, reported, assigned }) => timeline < newest && reported !== assigned)
      .map(({ node }) => node)
  }

  private async makeAnew(name: string): Promise<void> {
    const server = this.server({ name })
    await server.stop()
    await this.monitor.drop(name)
    await forgetAll(server.node)
    await this.monitorSays(JOIN_LIMIT_MS, (states) =>
      states.some((each) => isIn(each, 'primary') || isIn(each, 'wait_primary'))
        ? undefined
        : `There came to be no primary to copy (${describe(states)})`,
    )
    await this.join([name], 'secondary')
    await this.setPatience(name)
  }

  /** Clients know all servers, and look for one that takes writes. */
  override route({ access }: Pick<Request, 'access'>): Route {
    return this.connections.route(access)
  }

  override at(role: string): Node[] {
    return role === MONITOR ? [this.monitor.node] : super.at(role)
  }

  override async observe() {
    const monitor = this.monitor.states().then(
      () => MONITOR,
      () => 'down',
    )
    return [...(await super.observe()), { node: MONITOR, role: await monitor }]
  }

  protected override async ask(server: PostgresServer): Promise<Part> {
    return partForClients(await super.ask(server), server)
  }

  async leader(): Promise<string | null> {
    const states = await this.monitor.states()
    return states.find(({ assigned }) => leading.includes(assigned))?.node ?? null
  }

  elections(): Promise<Election[]> {
    return this.monitor.elections()
  }

  /** Not before the monitor is done with all of them. */
  protected override async obstacleOf(): Promise<string | undefined> {
    const states = await this.monitor.states().catch(() => [])
    if (states.length === 0) return 'The monitor did not answer'
    const isDone = (each: Monitored) => isIn(each, 'primary') || isIn(each, 'secondary')
    return states.every(isDone) ? undefined : `Not all are in their places: ${describe(states)}`
  }

  protected async handOver(_from: string, to: string): Promise<void> {
    await this.monitor.handOverTo(to)
  }

  protected startOthers(): Promise<void> {
    return this.monitor.start()
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.monitor.disconnect()
    await super[Symbol.asyncDispose]()
  }
}

function managedBy(
  monitor: Monitor,
  node: Node,
  options: PgAutoFailoverOptions,
  roles: Roles,
): ServerOptions {
  const inQuorum = options.sync === 'on'
  const argv = watcherOf(node, {
    roles,
    monitor,
    inQuorum,
    priority: priorityOf(node.name, options),
  })
  return {
    manager: { name: 'pg_autoctl', argv, stopSignal: 'SIGINT' },
    settings: {
      unix_socket_directories: node.home,
      // It has copies made as if there were time.
      checkpoint_completion_target: 0,
      ...toNodesLog,
    },
  }
}

/** Who starts the server keeps what that says to itself. */
const toNodesLog = {
  logging_collector: 'on',
  log_directory: '/proc/1/fd',
  log_filename: '1',
  log_rotation_age: 0,
  log_rotation_size: 0,
}

function isIn({ reported, assigned }: Monitored, state: string): boolean {
  return reported === state && assigned === state
}

function describe(states: readonly Monitored[]): string {
  return states
    .map(({ node, reported, assigned }) => `${node} ${reported}, to be ${assigned}`)
    .join('; ')
}
