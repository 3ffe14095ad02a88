import { setTimeout as sleep } from 'node:timers/promises'
import { SplitbrainError } from '../../../history/errors.ts'
import type { Endpoint, Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Switchover } from '../../../runner/evidence.ts'
import { oneAtATime } from '../../../runner/one-at-a-time.ts'
import type { Inspection, Route, Step } from '../../../runner/topology.ts'
import type { Request, Table } from '../../../runner/workload.ts'
import { clone } from '../../databases/postgres/clone.ts'
import { onDisk } from '../../databases/postgres/disk-options.ts'
import { endOf } from '../../databases/postgres/shutdown.ts'
import { keepFor, keepForNobody, keptBySlotsAlone } from '../../databases/postgres/slots.ts'
import type { PostgresServer, ServerOptions } from '../../databases/postgres/server.ts'
import { onStandby, standbyWrites } from '../../databases/postgres/standby-writes.ts'
import { afterSwitch, textOf, type SyncNames } from '../../databases/postgres/sync-names.ts'
import { balancerOf } from './balancing/choose.ts'
import { Chain } from './chain.ts'
import { chosen, followersOf, type Candidate } from './candidates.ts'
import { nodesOf, syncNamesOf, type HotStandbyOptions } from './options.ts'
import { takerOf, type Reads } from './reads.ts'
import { RewindingGroup } from './rewinding-group.ts'

const POLL_MS = 20
const CATCH_UP_LIMIT_MS = 2_000

type Settings = Record<string, string | number>

/** Who streams from whom, and whom the primary is told to wait for; nobody is named where none is waited for. */
interface Order {
  chain: Chain
  names: SyncNames | undefined
}

interface Live extends Candidate {
  node: Node
}

/** One primary and standbys that stream from it and answer queries. */
export class HotStandby extends RewindingGroup {
  protected override readonly modeSettings = [
    'synchronous_commit',
    'synchronous_standby_names',
    'wal_writer_delay',
    'fsync',
  ]
  private readonly options: HotStandbyOptions
  private order: Order
  private tables: readonly Table[] = []
  private readonly inTurn = oneAtATime()

  /** `optionsOf`: what a server has beside what streaming needs. */
  protected constructor(
    site: Site,
    options: HotStandbyOptions,
    optionsOf: (node: Node) => ServerOptions = () => ({}),
  ) {
    const disk = onDisk(options)
    const ofServer = (node: Node): ServerOptions => {
      const { settings, ...others } = optionsOf(node)
      const own = {
        ...disk.settings,
        wal_receiver_status_interval: options.statusInterval,
        ...(options.slots === 'yes' && keptBySlotsAlone),
      }
      return { ...disk, ...others, settings: { ...own, ...settings } }
    }
    super(site, nodesOf(options), ofServer, (servers) => balancerOf(site, servers, options))
    this.options = options
    const chain = new Chain(nodesOf(options), options.cascade === 'yes')
    this.order = { chain, names: syncNamesOf(options) }
  }

  static async start(site: Site, options: HotStandbyOptions): Promise<HotStandby> {
    const cluster = new this(site, options)
    await cluster.startServers()
    for (const server of cluster.servers.values()) await server.configure(cluster.commitSettings())
    await cluster.startBalancing()
    return cluster
  }

  /** The same on every node, so that a promoted standby goes on in the same mode. */
  private commitSettings({ names } = this.order): Settings {
    if (names === undefined) return {}
    return {
      synchronous_standby_names: textOf(names),
      synchronous_commit: this.options.sync,
    }
  }

  protected override standbys(): Node[] {
    return this.order.chain.inOrder(super.standbys())
  }

  protected startStandby(node: Node): Promise<void> {
    // A copy that was begun later lacks the WAL that one begun before it would ask it for.
    return this.order.chain.cascades ? this.inTurn(() => this.copyTo(node)) : this.copyTo(node)
  }

  private async copyTo(node: Node): Promise<void> {
    const server = this.server(node)
    const primary = this.primaryServer()
    await this.keep(primary, [node])
    await clone(primary, server, this.wayTo(node, this.primaryName), this.site.capabilities)
    await server.configure(this.standbySettings(node), false)
    await server.start()
  }

  protected override get isRewinding(): boolean {
    return this.options.rejoin === 'rewind'
  }

  private standbySettings(node: Node, order = this.order): Settings {
    const upstream = this.wayTo(node, order.chain.upstreamOf(node.name))
    return {
      ...this.commitSettings(order),
      primary_conninfo: this.server(node).primaryConninfo(upstream),
      ...(this.options.applyDelay > 0 && { recovery_min_apply_delay: this.options.applyDelay }),
      ...(this.options.slots === 'yes' && { primary_slot_name: node.name }),
    }
  }

  /** Has a server keep what these have not got yet, where anything is kept for anybody. */
  protected async keep(server: PostgresServer, standbys: readonly Node[]): Promise<void> {
    if (this.options.slots === 'yes') for (const { name } of standbys) await keepFor(server, name)
  }

  /** Where a node reaches another: over the link between the two. */
  protected wayTo({ name }: Node, other: string): Endpoint {
    return this.links.between(name, other).endpoint
  }

  override async prepare(tables: readonly Table[]): Promise<void> {
    this.tables = tables
    await super.prepare(tables)
  }

  override inspections(): Inspection[] {
    const [{ name: table }] = this.tables
    const writes = this.standbys().map((node) => standbyWrites(this.server(node), table, onStandby))
    return [...super.inspections(), ...writes]
  }

  override route({ access }: Pick<Request, 'access'>, process: number): Route {
    const { reads, balance } = this.options
    if (balance !== 'none' || access === 'write' || reads === 'primary')
      return super.route({ access })
    const standbys = this.standbys().map(({ name }) => name)
    // Any other is refused where nobody balances.
    return this.routeTo(takerOf(reads as Reads, this.primaryName, standbys, process))
  }

  protected async copiesAtRest(limitMs: number): Promise<Route[]> {
    await this.replayedUpTo(await this.primaryServer().tellTransactions(), limitMs)
    const names = [...this.standbys().map(({ name }) => name), this.primaryName]
    return names.map((name) => this.routeTo(name))
  }

  async promote(named?: string): Promise<{ to: string; toLsnBytes: number }> {
    // An old primary that may go on would feed standbys beyond what is promoted, and these could not follow any more.
    if (this.options.fence === 'no' || named !== undefined)
      await this.cutStreams(await this.livePositions())
    const live = await this.livePositions()
    const next =
      named === undefined
        ? chosen(live, this.options.choose, this.order.names?.names)
        : live.find(({ node }) => node.name === named)
    if (next === undefined)
      throw new SplitbrainError(
        'runtime',
        `There is no live standby ${named ?? 'to promote'}; start one, or use --standbys 2.`,
      )
    await this.turnTo(next, live)
    return { to: next.node.name, toLsnBytes: next.lsnBytes }
  }

  async switchOver(step: Step): Promise<Switchover> {
    const old = this.node(this.primaryName)
    const { lsnBytes, reached } = await step('catch-up', old.name, () => this.caughtUp())
    // A primary that is on its way down waits for standbys that hear nothing, and can't be called back.
    if (!reached) return { from: old.name, fromLsnBytes: lsnBytes }
    const fromLsnBytes = await step('step-down', old.name, () => this.stepDown(old))
    const live = await this.livePositions()
    const whole = live.filter(({ lsnBytes }) => lsnBytes > fromLsnBytes)
    const next = chosen(whole, this.options.choose, this.order.names?.names)
    const switched = { from: old.name, fromLsnBytes }
    if (next === undefined) {
      await step('resume', old.name, () => this.server(old).start())
      return switched
    }
    const to = next.node.name
    await step('promote', to, () => this.turnTo(next, live, [old]))
    await step('rejoin', old.name, () => this.followAsItIs(old))
    return { ...switched, to, toLsnBytes: next.lsnBytes }
  }

  /** Whether any standby soon has what the primary has written by now, and so will have the rest. */
  private async caughtUp(): Promise<{ lsnBytes: number; reached: boolean }> {
    const { lsnBytes } = await this.primaryServer().position()
    const until = performance.now() + CATCH_UP_LIMIT_MS
    for (;;) {
      const live = await this.livePositions()
      const reached = live.some((each) => each.lsnBytes >= lsnBytes)
      if (reached || performance.now() > until) return { lsnBytes, reached }
      await sleep(POLL_MS)
    }
  }

  /** Ends a primary and tells where its last record begins. */
  private async stepDown(node: Node): Promise<number> {
    await this.server(node).stop()
    return endOf(this.server(node))
  }

  /** Starts an old primary as a standby with the data that it has, which the new one has as well. */
  protected async followAsItIs(node: Node): Promise<void> {
    const server = this.server(node)
    await server.writePassfile()
    await server.configure(this.standbySettings(node), false)
    await server.write('data/standby.signal', '')
    await server.start()
    await keepForNobody(server)
  }

  /** Makes a standby the primary, and all follow it that can. */
  private async turnTo(
    next: Live,
    live: readonly Live[],
    also: readonly Node[] = [],
  ): Promise<void> {
    const to = next.node.name
    const following = followersOf(next, live).map(({ node }) => node)
    const order = this.orderAfter(to, following)
    const server = this.server(next.node)
    await this.keep(server, [...following, ...also])
    await server.configure(this.commitSettings(order))
    await Promise.all([
      server.promote(),
      ...following.map((node) => this.server(node).configure(this.standbySettings(node, order))),
    ])
    this.failsOverWith([next.node, ...following, ...also])
    // Only now, so that no client is sent to a server that can't take its writes yet.
    this.primaryName = to
    this.order = order
  }

  private orderAfter(to: string, following: readonly Node[]): Order {
    const { chain, names } = this.order
    return {
      chain: chain.after(
        to,
        following.map(({ name }) => name),
      ),
      names: names && afterSwitch(names, this.primaryName, to),
    }
  }

  /** Returns when none of these receives anything any more. */
  private async cutStreams(live: readonly Live[]): Promise<void> {
    await Promise.all(
      live.map(async ({ node }) => {
        const server = this.server(node)
        await server.configure({ primary_conninfo: '' })
        while (await server.receives()) await sleep(POLL_MS)
      }),
    )
  }

  /** The standbys that answer, in the order of their names. */
  private async livePositions(): Promise<Live[]> {
    const answers = await Promise.all(
      this.standbys().map(async (node) => {
        const position = await this.server(node)
          .position()
          .catch(() => undefined)
        return position?.standby ? [{ node, lsnBytes: position.lsnBytes }] : []
      }),
    )
    return answers.flat()
  }

  protected async settle(limitMs: number): Promise<void> {
    await this.replayedUpTo((await this.primaryServer().position()).lsnBytes, limitMs)
  }
}
