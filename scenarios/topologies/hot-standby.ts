import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { SplitbrainError } from '../../history/errors.ts'
import type { Mode } from '../../runner/evidence.ts'
import { Links } from '../../runner/network/links.ts'
import { outsiders } from '../../runner/network/shapes.ts'
import type { NodeState } from '../../runner/results.ts'
import type { Capability, Endpoint, Node, Runtime } from '../../runner/runtimes/runtime.ts'
import type { Cluster, Credentials, Topology } from '../../runner/topology.ts'
import { clone } from '../databases/postgres/clone.ts'
import { connect, hangUp } from '../databases/postgres/connect.ts'
import { makeRoles, type Roles } from '../databases/postgres/roles.ts'
import { PostgresServer } from '../databases/postgres/server.ts'

/** `async`: nobody is waited for; the others are the levels of synchronous_commit with standbys named to wait for. */
export const syncModes = ['async', 'local', 'remote_write', 'on', 'remote_apply'] as const
export type SyncMode = (typeof syncModes)[number]

export interface HotStandbyOptions {
  sync: SyncMode
  /** How many standbys beside the primary. */
  standbys: number
}

/** The first is the primary to begin with. */
export function nodeNames({ standbys }: Pick<HotStandbyOptions, 'standbys'>): string[] {
  return Array.from({ length: standbys + 1 }, (_, i) => `n${i + 1}`)
}

/** One primary and standbys that stream from it and answer queries; any one standby suffices for a synchronous commit. */
export const hotStandby: Topology<HotStandbyOptions> = {
  name: 'hot-standby',
  about: 'streaming replication from one primary to standbys that answer read-only queries',
  needs: ['kill', 'exec'],
  start: (runtime, options) => HotStandby.start(runtime, options),
}

class HotStandby implements Cluster {
  readonly nodes: readonly Node[]
  readonly links: Links
  private readonly roles: Roles
  private readonly servers = new Map<string, PostgresServer>()
  private readonly capabilities: ReadonlySet<Capability>
  private primaryName: string
  /** How many failovers a node has taken part in; one that missed the latest may have diverged. */
  private readonly generation = new Map<string, number>()
  private failovers = 0
  private probing: pg.Client | undefined

  private constructor(runtime: Runtime, nodes: Node[], links: Links, roles: Roles) {
    this.nodes = nodes
    this.links = links
    this.roles = roles
    this.capabilities = runtime.capabilities
    this.primaryName = nodes[0].name
    for (const node of nodes) this.servers.set(node.name, new PostgresServer(node, roles))
  }

  static async start(runtime: Runtime, options: HotStandbyOptions): Promise<HotStandby> {
    const names = nodeNames(options)
    const service = ['postgres', '-D', 'data']
    const [host, ...nodes] = await Promise.all([
      runtime.proxyHost(outsiders.length * names.length),
      ...names.map((name) => runtime.start({ name, service })),
    ])
    const links = await Links.connect(host, nodes)
    const cluster = new HotStandby(runtime, nodes, links, makeRoles())
    await cluster.startServers(options)
    return cluster
  }

  private async startServers({ sync }: HotStandbyOptions): Promise<void> {
    const primary = this.server(this.primary())
    await primary.initialize()
    await primary.start()
    await Promise.all(this.standbys().map((node) => this.startStandby(node)))
    await this.settle(30_000)
    if (sync === 'async') return
    // Every node has the same settings, so that a promoted standby goes on in the same mode.
    const synchronous_standby_names = `ANY 1 (${this.nodes.map((node) => node.name).join(', ')})`
    for (const server of this.servers.values())
      await server.configure({ synchronous_standby_names, synchronous_commit: sync })
  }

  private async startStandby(node: Node): Promise<void> {
    const server = this.server(node)
    await clone(this.server(this.primary()), server, this.upstreamOf(node), this.capabilities)
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

  get credentials(): Credentials {
    return this.roles.client
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

  primary(): Node {
    return this.node(this.primaryName)
  }

  standbys(): Node[] {
    return this.nodes.filter((node) => node.name !== this.primaryName)
  }

  route(): { node: string; endpoint: Endpoint } {
    const node = this.primaryName
    return { node, endpoint: this.links.between('clients', node).endpoint }
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

  held(node: Node): Promise<{ waiting: number; lsnBytes: number }> {
    return this.server(node).held()
  }

  async mode(): Promise<Omit<Mode, 'timeNs'>> {
    const node = this.primaryName
    return { node, ...(await this.server(this.primary()).mode()) }
  }

  async fence(node: Node): Promise<void> {
    this.server(node).disconnect()
    await node.kill('SIGKILL')
  }

  async failover(): Promise<{ to: string; toLsnBytes: number }> {
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

  async rejoin(node: Node): Promise<void> {
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

  async settle(timeoutMs: number): Promise<void> {
    const target = (await this.server(this.primary()).position()).lsnBytes
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

  async state(): Promise<Omit<NodeState, 'timeNs'>[]> {
    const positions = await Promise.all(
      this.nodes.map((node) =>
        this.server(node)
          .glance()
          .catch(() => undefined),
      ),
    )
    const primary = positions[this.nodes.indexOf(this.primary())]
    return this.nodes.map((node, i) => {
      const position = positions[i]
      if (position === undefined) return { node: node.name, role: 'down' as const }
      const { standby, replayedBytes: lsnBytes } = position
      if (!standby) return { node: node.name, role: 'primary' as const, lsnBytes }
      const lagBytes = primary && Math.max(0, primary.lsnBytes - lsnBytes)
      return { node: node.name, role: 'standby' as const, lsnBytes, lagBytes }
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.probing !== undefined) hangUp(this.probing)
    for (const server of this.servers.values()) server.disconnect()
  }
}
