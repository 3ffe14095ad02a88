import { SplitbrainError } from '../../../history/errors.ts'
import type { Endpoint, Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Route } from '../../../runner/topology.ts'
import type { Request } from '../../../runner/workload.ts'
import { clone } from '../../databases/postgres/clone.ts'
import { PrimaryGroup } from '../../databases/postgres/primary-group.ts'
import { afterSwitch, textOf, type SyncNames } from '../../databases/postgres/sync-names.ts'
import { nodesOf, syncNamesOf, type HotStandbyOptions } from './options.ts'
import { takerOf } from './reads.ts'

/** One primary and standbys that stream from it and answer queries. */
export class HotStandby extends PrimaryGroup {
  protected override readonly modeSettings = [
    'synchronous_commit',
    'synchronous_standby_names',
    'wal_writer_delay',
  ]
  private readonly options: HotStandbyOptions
  /** Whom the primary of the moment is told to wait for; nobody is named where none is waited for. */
  private syncNames: SyncNames | undefined

  private constructor(site: Site, options: HotStandbyOptions) {
    super(site, nodesOf(options))
    this.options = options
    this.syncNames = syncNamesOf(options)
  }

  static async start(site: Site, options: HotStandbyOptions): Promise<HotStandby> {
    const cluster = new HotStandby(site, options)
    await cluster.startServers()
    for (const server of cluster.servers.values()) await server.configure(cluster.commitSettings())
    return cluster
  }

  /** The same on every node, so that a promoted standby goes on in the same mode. */
  private commitSettings(): Record<string, string> {
    if (this.syncNames === undefined) return {}
    return {
      synchronous_standby_names: textOf(this.syncNames),
      synchronous_commit: this.options.sync,
    }
  }

  protected async startStandby(node: Node): Promise<void> {
    const server = this.server(node)
    const upstream = this.upstreamOf(node)
    await clone(this.primaryServer(), server, upstream, this.site.capabilities)
    const primary_conninfo = server.primaryConninfo(upstream)
    await server.configure({ ...this.commitSettings(), primary_conninfo }, false)
    await server.start()
  }

  /** Where a standby reaches the primary: over the link between the two. */
  private upstreamOf(node: Node): Endpoint {
    return this.links.between(node.name, this.primaryName).endpoint
  }

  override route({ access }: Pick<Request, 'access'>, process: number): Route {
    const standbys = this.standbys().map(({ name }) => name)
    const reads = access === 'read' ? this.options.reads : 'primary'
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
    this.syncNames = this.syncNames && afterSwitch(this.syncNames, this.primaryName, next)
    await this.server(best.node).configure(this.commitSettings())
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
    const primary_conninfo = server.primaryConninfo(endpoint)
    await server.configure({ ...this.commitSettings(), primary_conninfo })
  }

  protected async settle(limitMs: number): Promise<void> {
    await this.replayedUpTo((await this.primaryServer().position()).lsnBytes, limitMs)
  }
}
