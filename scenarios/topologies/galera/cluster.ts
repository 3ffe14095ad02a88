import type { Disturbance } from '../../../runner/disturbance.ts'
import type { Links } from '../../../runner/network/links.ts'
import type { NodeState } from '../../../runner/results.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Client, Cluster, Healed, Inspection, Route } from '../../../runner/topology.ts'
import type { Request, Table } from '../../../runner/workload.ts'
import { mariadbClient } from '../../databases/mariadb/client.ts'
import { crash } from '../../databases/mariadb/crash.ts'
import { flowControlOf } from '../../databases/mariadb/flow-control.ts'
import { inspectionsOf } from '../../databases/mariadb/inspections.ts'
import { MariaServer } from '../../databases/mariadb/server.ts'
import { memberSettings, type Settings } from '../../databases/mariadb/settings.ts'
import { makeTables } from '../../databases/mariadb/tables.ts'
import { makeUsers } from '../../databases/mariadb/users.ts'
import { until } from '../../databases/postgres/until.ts'
import { heal } from './heal.ts'
import { peerPorts, serversOf, type GaleraOptions } from './options.ts'
import { viewOf } from './view.ts'

/** Servers that all take writes; a transaction commits once all have it in one order and none that came before is in its way. */
export class Galera implements Cluster {
  readonly nodes: readonly Node[]
  readonly links: Links
  readonly client: Client
  readonly servers: ReadonlyMap<string, MariaServer>
  private readonly site: Site
  private readonly names: readonly string[]
  private readonly options: GaleraOptions
  private readonly users = makeUsers()
  /** Of the cluster as it began. */
  private view = ''

  private constructor(site: Site, options: GaleraOptions) {
    this.site = site
    this.nodes = site.nodes
    this.links = site.links
    this.options = options
    this.names = serversOf(options)
    this.client = mariadbClient(this.users.client)
    this.servers = new Map(
      this.names.map((name) => [name, new MariaServer(site.node(name), this.users)]),
    )
  }

  /** As members that met before and have the same state: none is the first, and none needs anything. */
  static async start(site: Site, options: GaleraOptions): Promise<Galera> {
    const cluster = new Galera(site, options)
    await cluster.each(async (server, place) => {
      const settings = cluster.settingsOf(server.node)
      await server.initialize(settings, viewOf(place, cluster.names.length))
    })
    // One after the other, for three that find each other at once may take long to agree on who they are.
    for (const server of cluster.servers.values()) {
      await server.begin()
      await server.met()
    }
    await cluster.each((server) => server.ready())
    await cluster.servers.get(cluster.names[0])!.makeUsers()
    await cluster.settle(limitOfSettling)
    cluster.view = (await cluster.servers.get(cluster.names[0])!.look()).view
    return cluster
  }

  private each<T>(act: (server: MariaServer, place: number) => Promise<T>): Promise<T[]> {
    return Promise.all([...this.servers.values()].map(act))
  }

  private settingsOf(node: Node): Settings {
    const { syncWait, flushLog, snapshotIsolation, flowControlLimit } = this.options
    const [group, missed, whole] = peerPorts.map((port) => node.address(port))
    const addresses = { clients: node.address(), group, missed, whole }
    const members = this.nodes.map((each) => each.address('group'))
    return {
      ...memberSettings(node.name, node.home, addresses, members, flowControlLimit),
      'wsrep-sync-wait': syncWait,
      'innodb-flush-log-at-trx-commit': flushLog,
      'innodb-snapshot-isolation': snapshotIsolation,
    }
  }

  node(name: string): Node {
    return this.site.node(name)
  }

  server({ name }: Pick<Node, 'name'>): MariaServer {
    return this.servers.get(name)!
  }

  /** On one, which has the others make them too. */
  async prepare(tables: readonly Table[]): Promise<void> {
    const [endpoint] = this.routeTo(this.names[0]).endpoints
    await makeTables({ endpoint, credentials: this.users.client, timeoutMs: 30_000 }, tables)
    await this.settle(limitOfSettling)
  }

  /** Each process is at a server of its own. */
  route(_request: Request, process: number): Route {
    return this.routeTo(this.names[process % this.names.length])
  }

  private routeTo(node: string): Route {
    return { node, endpoints: [this.links.between('clients', node).endpoint] }
  }

  at(role: string): Node[] {
    return role === 'server' ? this.names.map((name) => this.node(name)) : []
  }

  observe(): Promise<Omit<NodeState, 'timeNs'>[]> {
    return this.each(async (server) => {
      const node = server.node.name
      const seen = await server.look().catch(() => undefined)
      if (seen === undefined) return { node, role: 'down' }
      const { isSynced, isPrimary, queued, pausedMs } = seen
      const role = isSynced ? 'server' : isPrimary ? 'joining' : 'non-primary'
      return { node, role, queued, pausedMs }
    })
  }

  heal(limitMs: number): Promise<Healed> {
    return heal([...this.servers.values()], limitMs)
  }

  async copies(limitMs: number): Promise<Route[]> {
    await this.each((server) =>
      until(async () => {
        const sessions = await this.sessionsOn(server)
        return sessions > 0 ? `Clients' sessions on ${server.node.name} did not end` : undefined
      }, limitMs),
    )
    await this.settle(limitMs)
    return this.names.map((name) => this.routeTo(name))
  }

  private async sessionsOn(server: MariaServer): Promise<number> {
    const text = 'SELECT count(*) AS sessions FROM information_schema.processlist WHERE user = ?'
    const { rows } = await server.query(text, [this.users.client.user])
    return Number(rows[0].sessions)
  }

  /** Returns once all have committed the same. */
  private async settle(limitMs: number): Promise<void> {
    await until(async () => {
      const seen = await this.each((server) => server.look().catch(() => undefined))
      const committed = new Set(seen.map((each) => each?.isSynced && each.committed))
      return committed.size === 1 && !committed.has(undefined) && !committed.has(false)
        ? undefined
        : 'The servers did not come to have committed the same'
    }, limitMs)
  }

  crash(node: Node): Promise<Disturbance> {
    return crash(this.server(node))
  }

  inspections(): Inspection[] {
    return [...this.servers.values()].flatMap((server) => [
      ...inspectionsOf(server),
      flowControlOf(server, this.view),
    ])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.servers.values()) server.disconnect()
  }
}

const limitOfSettling = 30_000
