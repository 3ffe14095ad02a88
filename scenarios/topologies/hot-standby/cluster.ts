import { setTimeout as sleep } from 'node:timers/promises'
import { SplitbrainError } from '../../../history/errors.ts'
import type { Endpoint, Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Route } from '../../../runner/topology.ts'
import type { Request } from '../../../runner/workload.ts'
import { clone } from '../../databases/postgres/clone.ts'
import { PrimaryGroup } from '../../databases/postgres/primary-group.ts'
import { takerOf, type Reads } from './reads.ts'

export interface HotStandbyOptions {
  /** Of synchronous_commit; undefined where no standby is named to wait for. */
  commit?: string
  reads?: Reads
}

/** One primary and standbys that stream from it and answer queries; any one standby suffices for a synchronous commit. */
export class HotStandby extends PrimaryGroup {
  private readonly reads: Reads
  /** How many failovers a node has taken part in; one that missed the latest may have diverged. */
  private readonly generation = new Map<string, number>()
  private failovers = 0

  private constructor(site: Site, reads: Reads) {
    super(
      site,
      site.nodes.map(({ name }) => name),
    )
    this.reads = reads
  }

  static async start(site: Site, options: HotStandbyOptions): Promise<HotStandby> {
    const cluster = new HotStandby(site, options.reads ?? 'primary')
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
    const synchronous_standby_names = `ANY 1 (${[...this.servers.keys()].join(', ')})`
    for (const server of this.servers.values())
      await server.configure({ synchronous_standby_names, synchronous_commit: commit })
  }

  private async startStandby(node: Node): Promise<void> {
    const server = this.server(node)
    await clone(this.primaryServer(), server, this.upstreamOf(node), this.site.capabilities)
    await server.start()
    this.generation.set(node.name, this.failovers)
  }

  /** Where a standby reaches the primary: over the link between the two. */
  private upstreamOf(node: Node): Endpoint {
    return this.links.between(node.name, this.primaryName).endpoint
  }

  override route({ access }: Pick<Request, 'access'>, process: number): Route {
    const standbys = this.standbys().map(({ name }) => name)
    const reads = access === 'read' ? this.reads : 'primary'
    return this.routeTo(takerOf(reads, this.primaryName, standbys, process))
  }

  protected async copiesAtRest(limitMs: number): Promise<Route[]> {
    await this.settle(limitMs, await this.primaryServer().tellTransactions())
    const names = [...this.standbys().map(({ name }) => name), this.primaryName]
    return names.map((name) => this.routeTo(name))
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
    await node.kill()
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
}
