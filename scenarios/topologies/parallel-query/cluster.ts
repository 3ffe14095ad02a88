import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Client, Healed, Inspection, Route } from '../../../runner/topology.ts'
import type { Request, Table } from '../../../runner/workload.ts'
import { clientAcross } from '../../databases/postgres/across-servers.ts'
import { postgresClient } from '../../databases/postgres/client.ts'
import { Decisions } from '../../databases/postgres/decisions.ts'
import { partOf, type Part } from '../../databases/postgres/parted-tables.ts'
import { inspectPrepared } from '../../databases/postgres/prepared.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { ServerGroup } from '../../databases/postgres/server-group.ts'
import type { Settings } from '../../databases/postgres/settings.ts'
import { stateOf } from '../../databases/postgres/states.ts'
import { fillTables, makeTables } from '../../databases/postgres/tables.ts'
import type { Asking } from './asking.ts'
import { clientOf, partsOf, processorsOf } from './inspections.ts'
import type { ParallelQueryOptions } from './options.ts'
import { COORDINATOR, Shards } from './shards.ts'
import { askingOf } from './ways.ts'

/** As many as there may be sessions of clients, for each may have one that is prepared. */
const PREPARED_AT_ONCE = 200

const ofCoordinator: Settings = {
  // Whoever waits for a shard that is frozen is not waited for by its client for ever.
  client_connection_check_interval: '500ms',
}

/** Shards with a part of all rows each, and a coordinator that has them answer for their parts at once. */
export class ParallelQuery extends ServerGroup {
  override readonly client: Client
  private readonly options: ParallelQueryOptions
  private readonly asking: Asking
  private readonly shards: Shards
  private readonly decisions = new Decisions()
  private tables: readonly Table[] = []

  private constructor(site: Site, options: ParallelQueryOptions) {
    const shards = new Shards(options.shards)
    const asking = askingOf(options)
    const ofShard: Settings =
      options.commit === 'two-phase' ? { max_prepared_transactions: PREPARED_AT_ONCE } : {}
    super(site, [...shards.names, COORDINATOR], ({ name }) => ({
      settings: name === COORDINATOR ? { ...ofCoordinator, ...asking.settings } : ofShard,
    }))
    this.options = options
    this.asking = asking
    this.shards = shards
    const central = postgresClient(this.roles.client, asking.session)
    const across = clientAcross(this.roles.client, {
      has: (node, row) => shards.of(row) === node,
      twoPhase: true,
      decisions: this.decisions,
    })
    this.client = {
      connect: (route, ...how) =>
        (route.node === COORDINATOR ? central : across).connect(route, ...how),
    }
  }

  static async start(site: Site, options: ParallelQueryOptions): Promise<ParallelQuery> {
    const cluster = new ParallelQuery(site, options)
    await cluster.each(async (server) => {
      await server.initialize()
      await server.start()
    })
    const others = cluster.shards.names.map((name) => ({
      name,
      endpoint: cluster.links.between(COORDINATOR, name).endpoint,
    }))
    await cluster.asking.introduce(cluster.coordinator, others)
    return cluster
  }

  private each(act: (server: PostgresServer) => Promise<void>): Promise<void[]> {
    return Promise.all([...this.servers.values()].map(act))
  }

  private eachShard<T>(act: (server: PostgresServer, part: Part) => Promise<T>): Promise<T[]> {
    const { parts } = this.shards
    return Promise.all(parts.map((part) => act(this.servers.get(part.server)!, part)))
  }

  private get coordinator(): PostgresServer {
    return this.servers.get(COORDINATOR)!
  }

  /** On each shard its part, and at the coordinator what asks for it; rows that are to lie together are the coordinator's own. */
  async prepare(tables: readonly Table[]): Promise<void> {
    this.tables = tables
    const whole = tables.filter((table) => table.whole)
    const parted = tables.filter((table) => !table.whole)
    const makeParts = this.eachShard(async (server, part) => {
      await makeTables(clientOf(server), parted, (table) => partOf(table, part))
      await this.asking.atShard(server, parted)
      await fillTables(
        clientOf(server),
        parted.map((table) => this.rowsOf(part.server, table)),
      )
    })
    const here = clientOf(this.coordinator)
    await this.asking.atCoordinator(this.coordinator, parted, this.shards.parts)
    await makeTables(here, whole)
    await Promise.all([makeParts, fillTables(here, whole)])
  }

  private rowsOf(shard: string, table: Table): Table {
    const key = Object.keys(table.columns).indexOf(table.primaryKey)
    return {
      ...table,
      rows: table.rows?.filter((row) => this.shards.of(row[key] as number) === shard),
    }
  }

  /** A transaction that its client is to commit on several shards goes there, and everything else to the coordinator. */
  route(request: Request): Route {
    if (this.options.commit === 'one-phase' || request.access === 'read')
      return this.routeTo(COORDINATOR)
    const routes = this.shards.homesOf(request).map((name) => this.routeTo(name))
    return {
      node: routes.map(({ node }) => node).join('+'),
      endpoints: routes.flatMap(({ endpoints }) => endpoints),
    }
  }

  at(role: string): Node[] {
    const names = role === 'shard' ? this.shards.names : role === COORDINATOR ? [COORDINATOR] : []
    return names.map((name) => this.node(name))
  }

  observe() {
    const roleOf = (name: string) => (name === COORDINATOR ? COORDINATOR : 'shard')
    return Promise.all([...this.servers].map(([name, server]) => stateOf(server, roleOf(name))))
  }

  async heal(limitMs: number): Promise<Healed> {
    await this.each((server) => this.revive(server))
    const resolved = await this.resolve(limitMs)
    return this.options.commit === 'two-phase' ? { resolved } : {}
  }

  private async resolve(limitMs: number): Promise<number> {
    const resolved = await this.eachShard((server) => this.decisions.resolve(server, limitMs))
    return resolved.reduce((sum, each) => sum + each, 0)
  }

  /** What there is, as the coordinator has it of all shards: whom it asks for clients that gave up is at rest first. */
  async copies(limitMs: number): Promise<Route[]> {
    await this.sessionsOver(this.coordinator, limitMs)
    await this.eachShard((server) => this.sessionsOver(server, limitMs))
    // A session that ended late may have prepared something after all.
    await this.resolve(limitMs)
    return [this.routeTo(COORDINATOR)]
  }

  override inspections(): Inspection[] {
    const servers = [...this.servers.values()]
    const shards = servers.filter((server) => server !== this.coordinator)
    return [
      ...super.inspections(),
      ...(this.options.commit === 'two-phase' ? shards.map(inspectPrepared) : []),
      ...shards.map((server) => partsOf(server, this.tables)),
      partsOf(this.coordinator, this.tables, this.asking.counting),
      processorsOf(this.coordinator.node),
    ]
  }
}
