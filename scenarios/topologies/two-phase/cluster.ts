import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Client, Healed, Route } from '../../../runner/topology.ts'
import type { Request, Table } from '../../../runner/workload.ts'
import { postgresClient } from '../../databases/postgres/client.ts'
import { inspectPrepared, preparedOn } from '../../databases/postgres/prepared.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { ServerGroup } from '../../databases/postgres/server-group.ts'
import { stateOf } from '../../databases/postgres/states.ts'
import { fillTables, makeTables } from '../../databases/postgres/tables.ts'
import { until } from '../../databases/postgres/until.ts'
import { COORDINATOR, Coordinator } from '../../services/coordinator/coordinator.ts'
import type { Config } from '../../services/coordinator/program/core.ts'
import { shipRows } from './changed-rows.ts'
import { twoPhaseClient } from './client.ts'
import { serversOf, type TwoPhaseOptions } from './options.ts'

type Options = Omit<TwoPhaseOptions, 'ship'> & Pick<Config, 'ship'>

/** Servers that know nothing of each other, and a coordinator that has each transaction committed on all of them or on none. */
export class TwoPhase extends ServerGroup {
  override readonly client: Client
  readonly coordinator: Coordinator
  protected readonly names: readonly string[]
  private readonly options: Options
  private recoveries = 0

  protected constructor(site: Site, options: Options) {
    const names = serversOf(options)
    const settings = { max_prepared_transactions: options.maxPrepared }
    super(site, names, () => ({ settings }))
    this.names = names
    this.options = options
    const { ship, commit, coordinatorLog: log, recovery, reads } = options
    this.coordinator = new Coordinator(site.node(COORDINATOR), {
      servers: names.map((name) => ({
        name,
        ...site.links.between(COORDINATOR, name).endpoint,
      })),
      credentials: this.roles.client,
      ship,
      commit,
      log,
      recovery,
    })
    this.client = twoPhaseClient({
      server: postgresClient(this.roles.client),
      secret: this.coordinator.secret,
      settled: reads === 'settled',
      homeOf: (node) => (node === COORDINATOR ? names[0] : node),
    })
  }

  static start(site: Site, options: TwoPhaseOptions): Promise<TwoPhase> {
    return new TwoPhase(site, options).started()
  }

  protected async started(): Promise<this> {
    const startServers = this.each(async (server) => {
      await server.initialize()
      await server.start()
    })
    await Promise.all([startServers, this.coordinator.install()])
    await this.coordinator.start()
    return this
  }

  private async each(act: (server: PostgresServer) => Promise<void>): Promise<void> {
    await Promise.all([...this.servers.values()].map(act))
  }

  /** With the same rows on every server, which nobody has to ship. */
  async prepare(tables: readonly Table[]): Promise<void> {
    await this.each(async (server) => {
      const client = this.clientAt(server.node.name)
      await makeTables(client, tables)
      await fillTables(client, tables)
      if (this.options.ship === 'rows') await shipRows(server, tables)
    })
  }

  /** Each process is at a server of its own, and writes by way of the coordinator. */
  route(_request: Request, process: number): Route {
    return this.byWayOfCoordinator(this.names[process % this.names.length])
  }

  /** To a server, and to the coordinator beside it. */
  protected byWayOfCoordinator(name: string): Route {
    const route = this.routeTo(name)
    const { endpoint } = this.links.between('clients', COORDINATOR)
    return { ...route, endpoints: [...route.endpoints, endpoint] }
  }

  at(role: string): Node[] {
    if (role === COORDINATOR) return [this.coordinator.node]
    return role === 'server' ? this.names.map((name) => this.node(name)) : []
  }

  observe() {
    const servers = [...this.servers.values()].map((server) => stateOf(server, 'server'))
    return Promise.all([...servers, this.coordinator.state()])
  }

  /** The coordinator last, for it is ready once it has resolved with every server what was in doubt. */
  async heal(limitMs: number): Promise<Healed> {
    await this.each((server) => this.revive(server))
    await this.coordinator.start(limitMs)
    await this.settle(limitMs)
    return { resolved: await this.newlyResolved() }
  }

  /** Whatever is prepared now has come to its end. */
  private async settle(limitMs: number): Promise<void> {
    if (this.options.recovery === 'off') return
    await this.each(async (server) => {
      const before = new Set(await preparedOn(server))
      await until(async () => {
        const left = (await preparedOn(server)).filter((each) => before.has(each))
        return left.length > 0 ? `${left[0]} on ${server.node.name} did not end` : undefined
      }, limitMs)
    })
  }

  /** What came to its end late since this was last asked, as the coordinator tells. */
  private async newlyResolved(): Promise<{ committed: number; rolledBack: number }> {
    const told = [...(await this.coordinator.node.logs()).matchAll(/^recovered .*: (\w+)$/gm)]
    const verbs = told.slice(this.recoveries).map(([, verb]) => verb)
    this.recoveries = told.length
    const committed = verbs.filter((verb) => verb === 'COMMIT').length
    return { committed, rolledBack: verbs.length - committed }
  }

  async copies(limitMs: number): Promise<Route[]> {
    await this.each((server) => this.sessionsOver(server, limitMs))
    await this.settle(limitMs)
    return this.names.map((name) => this.routeTo(name))
  }

  override inspections() {
    return [...super.inspections(), ...[...this.servers.values()].map(inspectPrepared)]
  }
}
