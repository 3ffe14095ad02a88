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

  private constructor(site: Site, reads: Reads) {
    super(
      site,
      site.nodes.map(({ name }) => name),
    )
    this.reads = reads
  }

  static async start(site: Site, options: HotStandbyOptions): Promise<HotStandby> {
    const cluster = new HotStandby(site, options.reads ?? 'primary')
    await cluster.startServers()
    await cluster.nameStandbys(options)
    return cluster
  }

  private async nameStandbys({ commit }: HotStandbyOptions): Promise<void> {
    if (commit === undefined) return
    // Every node has the same settings, so that a promoted standby goes on in the same mode.
    const synchronous_standby_names = `ANY 1 (${[...this.servers.keys()].join(', ')})`
    for (const server of this.servers.values())
      await server.configure({ synchronous_standby_names, synchronous_commit: commit })
  }

  protected async startStandby(node: Node): Promise<void> {
    const server = this.server(node)
    const upstream = this.upstreamOf(node)
    await clone(this.primaryServer(), server, upstream, this.site.capabilities)
    await server.configure({ primary_conninfo: server.primaryConninfo(upstream) }, false)
    await server.start()
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
    await this.replayedUpTo(await this.primaryServer().tellTransactions(), limitMs)
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
    const next = best.node.name
    const followers = this.standbys().filter((node) => best.others.includes(node.name))
    await Promise.all([
      this.server(best.node).promote(),
      ...followers.map((node) => this.follow(node, next)),
    ])
    this.failsOverWith([best.node, ...followers])
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
  }

  protected async settle(limitMs: number): Promise<void> {
    await this.replayedUpTo((await this.primaryServer().position()).lsnBytes, limitMs)
  }
}
