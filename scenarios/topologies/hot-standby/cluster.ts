import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { SplitbrainError } from '../../../history/errors.ts'
import type { Held, Mode } from '../../../runner/evidence.ts'
import { Links } from '../../../runner/network/links.ts'
import { isOutsider } from '../../../runner/network/shapes.ts'
import type { NodeState } from '../../../runner/results.ts'
import type { Capability, Endpoint, Node, Runtime } from '../../../runner/runtimes/runtime.ts'
import type { Client, Cluster, Guarded, Inspection, Route } from '../../../runner/topology.ts'
import type { Request, Table } from '../../../runner/workload.ts'
import { clone } from '../../databases/postgres/clone.ts'
import { connect, hangUp, type Credentials } from '../../databases/postgres/connect.ts'
import type { LinkSpec } from '../topology.ts'
import { takerOf, type Reads } from './reads.ts'
import { postgresClient } from '../../databases/postgres/client.ts'
import { inspectionsOf } from '../../databases/postgres/inspections.ts'
import { makeRoles, type Roles } from '../../databases/postgres/roles.ts'
import { PostgresServer } from '../../databases/postgres/server.ts'
import { statesOf } from '../../databases/postgres/states.ts'
import { makeTables } from '../../databases/postgres/tables.ts'

export interface HotStandbyOptions {
  /** Of synchronous_commit; undefined where no standby is named to wait for. */
  commit?: string
  /** The first is the primary to begin with. */
  names: readonly string[]
  links: readonly LinkSpec[]
  reads?: Reads
}

/** One primary and standbys that stream from it and answer queries; any one standby suffices for a synchronous commit. */
export class HotStandby implements Cluster, Guarded {
  readonly nodes: readonly Node[]
  readonly links: Links
  readonly client: Client
  readonly guarded = [this]
  private readonly roles: Roles
  private readonly servers = new Map<string, PostgresServer>()
  private readonly capabilities: ReadonlySet<Capability>
  private readonly reads: Reads
  private primaryName: string
  /** How many failovers a node has taken part in; one that missed the latest may have diverged. */
  private readonly generation = new Map<string, number>()
  private failovers = 0
  private probing: pg.Client | undefined

  private constructor(runtime: Runtime, nodes: Node[], links: Links, reads: Reads) {
    this.nodes = nodes
    this.links = links
    this.roles = makeRoles()
    this.reads = reads
    this.client = postgresClient(this.roles.client)
    this.capabilities = runtime.capabilities
    this.primaryName = nodes[0].name
    for (const node of nodes) this.servers.set(node.name, new PostgresServer(node, this.roles))
  }

  static async start(runtime: Runtime, options: HotStandbyOptions): Promise<HotStandby> {
    const { names, links: specs, reads = 'primary' } = options
    const service = ['postgres', '-D', 'data']
    const [host, ...nodes] = await Promise.all([
      runtime.proxyHost(specs.filter(({ from }) => isOutsider(from)).length),
      ...names.map((name) => runtime.start({ name, service })),
    ])
    const links = await Links.connect(host, nodes, specs)
    const cluster = new HotStandby(runtime, nodes, links, reads)
    await cluster.startServers(options)
    return cluster
  }

  private async startServers({ commit }: HotStandbyOptions): Promise<void> {
    const primary = this.primaryServer()
    await primary.initialize()
    await primary.start()
    await Promise.all(this.standbys().map((node) => this.startStandby(node)))
    await this.settle(30_000)
    if (commit === undefined) return
    // Every node has the same settings, so that a promoted standby goes on in the same mode.
    const synchronous_standby_names = `ANY 1 (${this.nodes.map((node) => node.name).join(', ')})`
    for (const server of this.servers.values())
      await server.configure({ synchronous_standby_names, synchronous_commit: commit })
  }

  private async startStandby(node: Node): Promise<void> {
    const server = this.server(node)
    await clone(this.primaryServer(), server, this.upstreamOf(node), this.capabilities)
    await server.start()
    this.generation.set(node.name, this.failovers)
  }

  /** Where a standby reaches the primary: over the link between the two. */
  private upstreamOf(node: Node): Endpoint {
    return this.links.between(node.name, this.primaryName).endpoint
  }

  private server(node: Node): PostgresServer {
    return this.servers.get(node.name)!
  }

  /** Whom clients connect as. */
  get credentials(): Credentials {
    return this.roles.client
  }

  private primaryServer(): PostgresServer {
    return this.servers.get(this.primaryName)!
  }

  node(name: string): Node {
    const found = this.nodes.find((node) => node.name === name)
    if (found === undefined)
      throw new SplitbrainError(
        'usage',
        `There is no node ${name}; there are ${[...this.servers.keys()].join(', ')}.`,
      )
    return found
  }

  primary(): string {
    return this.primaryName
  }

  at(role: string): Node[] {
    if (role === 'primary') return [this.node(this.primaryName)]
    return role === 'standby' ? this.standbys() : []
  }

  private standbys(): Node[] {
    return this.nodes.filter((node) => node.name !== this.primaryName)
  }

  async prepare(tables: readonly Table[]): Promise<void> {
    const [endpoint] = this.routeTo(this.primaryName).endpoints
    await makeTables({ endpoint, credentials: this.roles.client, timeoutMs: 10_000 }, tables)
  }

  route({ access }: Pick<Request, 'access'>, process: number): Route {
    const standbys = this.standbys().map(({ name }) => name)
    const reads = access === 'read' ? this.reads : 'primary'
    return this.routeTo(takerOf(reads, this.primaryName, standbys, process))
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
    await this.settle(limitMs, await this.primaryServer().tellTransactions())
    const names = [...this.standbys().map(({ name }) => name), this.primaryName]
    return names.map((name) => this.routeTo(name))
  }

  inspections(): Inspection[] {
    return [...this.servers.values()].flatMap((server) => inspectionsOf(server, this.capabilities))
  }

  private routeTo(node: string): Route {
    return { node, endpoints: [this.links.between('clients', node).endpoint] }
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
    await this.node(this.primaryName).kill('SIGKILL')
  }

  async promote(): Promise<{ to: string; toLsnBytes: number }> {
    const [best] = (await this.livePositions()).toSorted((a, b) => b.lsnBytes - a.lsnBytes)
    if (best === undefined)
      throw new SplitbrainError(
        'runtime',
        'There is no live standby to promote; start one, or use --standbys 2.',
      )
    this.failovers++
    const next = best.node.name
    this.generation.set(next, this.failovers)
    const followers = this.standbys().filter((node) => best.others.includes(node.name))
    await Promise.all([
      this.server(best.node).promote(),
      ...followers.map((node) => this.follow(node, next)),
    ])
    // Only now, so that no client is sent to a server that can't take its writes yet.
    this.primaryName = next
    return { to: next, toLsnBytes: best.lsnBytes }
  }

  /** The standbys that answer, each with the names of the others that do. */
  private async livePositions() {
    const answers = await Promise.all(
      this.standbys().map(async (node) => {
        const position = await this.server(node)
          .position()
          .catch(() => undefined)
        return position?.standby ? { node, lsnBytes: position.lsnBytes } : undefined
      }),
    )
    const live = answers.filter((answer) => answer !== undefined)
    return live.map((each) => ({
      ...each,
      others: live.filter((o) => o !== each).map((o) => o.node.name),
    }))
  }

  /** A standby that is no further than the new primary can simply stream from it. */
  private async follow(node: Node, primary: string): Promise<void> {
    const server = this.server(node)
    const { endpoint } = this.links.between(node.name, primary)
    await server.configure({ primary_conninfo: server.primaryConninfo(endpoint) })
    this.generation.set(node.name, this.failovers)
  }

  /** The primary first, for the others follow it. */
  async heal(limitMs: number): Promise<void> {
    for (const node of [...this.at('primary'), ...this.standbys()]) await this.rejoin(node)
    await this.settle(limitMs)
  }

  /** Brings a node back that is down or was left behind by a failover; nothing happens to a healthy one. */
  private async rejoin(node: Node): Promise<void> {
    const server = this.server(node)
    const isPrimary = node.name === this.primaryName
    const current = isPrimary || this.generation.get(node.name) === this.failovers
    const up = await server.position().catch(() => undefined)
    if (current && up !== undefined && up.standby !== isPrimary) return
    server.disconnect()
    await node.kill('SIGKILL')
    if (current) await server.start()
    else await this.startStandby(node)
  }

  /** Returns when every standby has replayed what the primary has written, or up to `toLsnBytes`. */
  private async settle(timeoutMs: number, toLsnBytes?: number): Promise<void> {
    const target = toLsnBytes ?? (await this.primaryServer().position()).lsnBytes
    const until = performance.now() + timeoutMs
    for (;;) {
      const standbys = await Promise.all(
        this.standbys().map((node) =>
          this.server(node)
            .position()
            .catch(() => undefined),
        ),
      )
      const behind = this.standbys().filter((_, i) => {
        const position = standbys[i]
        return position === undefined || !position.standby || position.replayedBytes < target
      })
      if (behind.length === 0) return
      if (performance.now() > until)
        throw new SplitbrainError(
          'timeout',
          `Standby ${behind[0].name} did not catch up in ${timeoutMs / 1000} s; its log is in the run's folder.`,
        )
      await sleep(50)
    }
  }

  observe(): Promise<Omit<NodeState, 'timeNs'>[]> {
    return statesOf(this.servers, this.primaryName)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.probing !== undefined) hangUp(this.probing)
    for (const server of this.servers.values()) server.disconnect()
  }
}
