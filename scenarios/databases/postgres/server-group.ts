import type { MountedDisk } from '../../../runner/disk/mounted-disk.ts'
import type { Disturbance } from '../../../runner/disturbance.ts'
import type { Links } from '../../../runner/network/links.ts'
import type { NodeState } from '../../../runner/results.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Client, Cluster, Healed, Inspection, Route } from '../../../runner/topology.ts'
import type { Request, Table } from '../../../runner/workload.ts'
import { postgresClient } from './client.ts'
import type { ConnectOptions, Credentials } from './connect.ts'
import { crash } from './crash.ts'
import { inspectionsOf } from './inspections.ts'
import { makeRoles, type Roles } from './roles.ts'
import { PostgresServer, type ServerOptions } from './server.ts'
import { readSlowly, type SlowReading } from './slow-reading.ts'
import { until } from './until.ts'

/** PostgreSQL servers on nodes of a site, whichever way they replicate: what all such clusters have in common. */
export abstract class ServerGroup implements Cluster {
  readonly nodes: readonly Node[]
  readonly links: Links
  readonly client: Client
  protected readonly site: Site
  protected readonly servers: ReadonlyMap<string, PostgresServer>
  protected readonly roles: Roles

  /** A server for each of these nodes; `roles` where others are to have the same. */
  protected constructor(
    site: Site,
    names: readonly string[],
    optionsOf: (node: Node) => ServerOptions = () => ({}),
    roles = makeRoles(),
  ) {
    this.site = site
    this.nodes = site.nodes
    this.links = site.links
    this.roles = roles
    this.client = postgresClient(this.roles.client)
    this.servers = new Map(
      names.map((name) => {
        const node = site.node(name)
        return [name, new PostgresServer(node, this.roles, optionsOf(node))]
      }),
    )
  }

  abstract prepare(tables: readonly Table[]): Promise<void>
  abstract route(request: Request, process: number): Route | undefined
  abstract at(role: string): Node[]
  abstract observe(): Promise<Omit<NodeState, 'timeNs'>[]>
  abstract heal(limitMs: number): Promise<Healed | void>
  abstract copies(limitMs: number): Promise<Route[]>

  /** Whom clients connect as. */
  get credentials(): Credentials {
    return this.roles.client
  }

  node(name: string): Node {
    return this.site.node(name)
  }

  server({ name }: Pick<Node, 'name'>): PostgresServer {
    return this.servers.get(name)!
  }

  protected routeTo(node: string): Route {
    return { node, endpoints: [this.links.between('clients', node).endpoint] }
  }

  /** How a client sets up its tables on a node. */
  protected clientAt(node: string): ConnectOptions {
    const [endpoint] = this.routeTo(node).endpoints
    return { endpoint, credentials: this.roles.client, timeoutMs: 10_000 }
  }

  /** A client of a node asks for more than anybody reads in a run, and reads so many bytes a second of it. */
  readSlowly({ name }: Node, bytesPerSecond: number): Promise<SlowReading> {
    return readSlowly(this.clientAt(name), bytesPerSecond)
  }

  /** What a client that gave up had begun may still commit, and must reach every copy before they are read. */
  protected async sessionsOver(server: PostgresServer, limitMs: number): Promise<void> {
    await until(async () => {
      const sessions = await server.sessionsOf(this.roles.client)
      return sessions > 0 ? `Clients' sessions on ${server.node.name} did not end` : undefined
    }, limitMs)
  }

  /** Starts a server anew that doesn't answer; nothing happens to a healthy one. */
  protected async revive(server: PostgresServer): Promise<void> {
    const answers = await server.position().catch(() => undefined)
    if (answers !== undefined) return server.catchUp()
    server.disconnect()
    await server.node.kill()
    await server.start()
  }

  crash(node: Node): Promise<Disturbance> {
    return crash(this.server(node))
  }

  diskOf({ name }: Pick<Node, 'name'>): MountedDisk | undefined {
    return this.site.disks.get(name)
  }

  inspections(): Inspection[] {
    return [...this.servers.values()].flatMap((server) =>
      inspectionsOf(server, this.site.capabilities),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.servers.values()) server.disconnect()
  }
}
