import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { SplitbrainError } from '../../../history/errors.ts'
import type { Held, Mode } from '../../../runner/evidence.ts'
import type { Links } from '../../../runner/network/links.ts'
import type { NodeState } from '../../../runner/results.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Client, Cluster, Guarded, Inspection, Route } from '../../../runner/topology.ts'
import type { Request, Table } from '../../../runner/workload.ts'
import { postgresClient } from './client.ts'
import { connect, hangUp, type Credentials } from './connect.ts'
import { inspectionsOf } from './inspections.ts'
import { makeRoles, type Roles } from './roles.ts'
import { PostgresServer } from './server.ts'
import { statesOf } from './states.ts'
import { makeTables } from './tables.ts'

/** One primary and its standbys, whichever way these come by what it writes: what all such clusters have in common. */
export abstract class PrimaryGroup implements Cluster, Guarded {
  readonly nodes: readonly Node[]
  readonly links: Links
  readonly client: Client
  readonly guarded = [this]
  protected readonly site: Site
  protected readonly servers: ReadonlyMap<string, PostgresServer>
  /** The one that takes writes by the operator's decision. */
  protected primaryName: string
  private readonly roles: Roles
  private probing: pg.Client | undefined

  /** A server for each of these nodes, of which the first is the primary to begin with. */
  protected constructor(site: Site, names: readonly string[]) {
    this.site = site
    this.nodes = site.nodes
    this.links = site.links
    this.roles = makeRoles()
    this.client = postgresClient(this.roles.client)
    this.servers = new Map(
      names.map((name) => [name, new PostgresServer(site.node(name), this.roles)]),
    )
    this.primaryName = names[0]
  }

  /** Gives every node its place again, and returns when all have what was written before. */
  abstract heal(limitMs: number): Promise<void>
  /** Every copy that can be read, once the primary's clients are gone. */
  protected abstract copiesAtRest(limitMs: number): Promise<Route[]>
  abstract promote(): Promise<{ to: string; toLsnBytes: number }>

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

  protected primaryServer(): PostgresServer {
    return this.servers.get(this.primaryName)!
  }

  primary(): string {
    return this.primaryName
  }

  at(role: string): Node[] {
    if (role === 'primary') return [this.node(this.primaryName)]
    return role === 'standby' ? this.standbys() : []
  }

  protected standbys(): Node[] {
    return [...this.servers.keys()]
      .filter((name) => name !== this.primaryName)
      .map((name) => this.node(name))
  }

  async prepare(tables: readonly Table[]): Promise<void> {
    const [endpoint] = this.routeTo(this.primaryName).endpoints
    await makeTables({ endpoint, credentials: this.roles.client, timeoutMs: 10_000 }, tables)
  }

  route(_request: Pick<Request, 'access'>, _process: number): Route {
    return this.routeTo(this.primaryName)
  }

  protected routeTo(node: string): Route {
    return { node, endpoints: [this.links.between('clients', node).endpoint] }
  }

  /** What a client that gave up had begun may still commit, and must reach the standbys before they are read. */
  async copies(limitMs: number): Promise<Route[]> {
    const until = performance.now() + limitMs
    while ((await this.primaryServer().sessionsOf(this.roles.client)) > 0) {
      if (performance.now() > until)
        throw new SplitbrainError(
          'timeout',
          `Clients' sessions on ${this.primaryName} did not end in ${limitMs / 1000} s after the load; its log is in the run's folder.`,
        )
      await sleep(50)
    }
    return this.copiesAtRest(limitMs)
  }

  inspections(): Inspection[] {
    return [...this.servers.values()].flatMap((server) =>
      inspectionsOf(server, this.site.capabilities),
    )
  }

  async probe(timeoutMs: number): Promise<number> {
    const endpoint = this.links.between('operator', this.primaryName).endpoint
    try {
      const credentials = this.roles.administrator
      this.probing ??= await connect({ endpoint, credentials, timeoutMs })
      const question = {
        text: "SELECT pg_current_wal_lsn() - '0/0' AS lsn",
        query_timeout: timeoutMs,
      }
      const { rows } = await this.probing.query<{ lsn: string }>(question)
      return Number(rows[0].lsn)
    } catch (error) {
      if (this.probing !== undefined) hangUp(this.probing)
      this.probing = undefined
      throw error
    }
  }

  async held(): Promise<Held> {
    return { node: this.primaryName, ...(await this.primaryServer().held()) }
  }

  async mode(): Promise<Omit<Mode, 'timeNs'>> {
    return { node: this.primaryName, ...(await this.primaryServer().mode()) }
  }

  async fence(): Promise<void> {
    this.primaryServer().disconnect()
    await this.node(this.primaryName).kill()
  }

  observe(): Promise<Omit<NodeState, 'timeNs'>[]> {
    return statesOf(this.servers, this.primaryName)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.probing !== undefined) hangUp(this.probing)
    for (const server of this.servers.values()) server.disconnect()
  }
}
