import { SplitbrainError } from '../../../history/errors.ts'
import type { Lag, Switchover } from '../../../runner/evidence.ts'
import type { NodeState } from '../../../runner/results.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { Site } from '../../../runner/site.ts'
import type { Inspection, Route, Step } from '../../../runner/topology.ts'
import type { Request, Table } from '../../../runner/workload.ts'
import { endSessionsOf } from '../../databases/postgres/end-sessions.ts'
import { PrimaryGroup } from '../../databases/postgres/primary-group.ts'
import { fillTables, makeTables } from '../../databases/postgres/tables.ts'
import { until } from '../../databases/postgres/until.ts'
import { appliedSync, knows, makeSync, originBy } from '../../services/slony/catalogue.ts'
import { SLON, type Slon } from '../../services/slony/slon.ts'
import * as slony from '../../services/slony/statements.ts'
import { takerOf } from '../hot-standby/reads.ts'
import { Daemons } from './daemons.ts'
import { Numbers } from './numbers.ts'
import { serversOf, type SlonyOptions } from './options.ts'
import { inspectionsOfSet } from './inspections.ts'
import { makeLeftOut, writeLeftOut } from './left-out.ts'
import { Reach, SUBSCRIBER } from './reach.ts'
import { succeeds } from './succeeds.ts'

const SET_UP_LIMIT_MS = 20_000
const CATCH_UP_LIMIT_MS = 3_000

/** An origin, whose triggers log each row that is written, and subscribers whose daemons fetch these in batches. */
export class Slony extends PrimaryGroup {
  private readonly options: SlonyOptions
  private readonly numbers = new Numbers()
  private readonly daemons: Daemons
  private readonly reach: Reach
  private tables: readonly Table[] = []
  /** Servers that a failover gave up, or whose data are none any more. */
  private readonly left = new Set<string>()

  private constructor(site: Site, options: SlonyOptions) {
    super(site, serversOf(options))
    this.options = options
    this.reach = new Reach(this.servers, this.numbers)
    this.daemons = new Daemons(site, serversOf(options), options, this.numbers)
  }

  static async start(site: Site, options: SlonyOptions): Promise<Slony> {
    const cluster = new Slony(site, options)
    const names = [...cluster.servers.keys()]
    await Promise.all(names.map((name) => cluster.begin(name)))
    const [at, ...rest] = names.map((name) => cluster.numbers.of(name))
    await cluster.slonik(names[0], [
      slony.initCluster(at),
      ...rest.map((number) => slony.storeNode(number, at)),
      ...cluster.daemons.paths(names),
    ])
    await Promise.all(cluster.daemons.all().map((slon) => slon.start()))
    return cluster
  }

  /** An empty server, whatever was there before. */
  private async begin(name: string): Promise<void> {
    const server = this.server({ name })
    await server.node.boot()
    await runOn(server.node, ['rm', '-rf', 'data'])
    await server.initialize()
    await server.start()
    await this.daemons.admit(server)
  }

  /** Of those that are no longer reached, slonik knows that they are given up. */
  private slonik(on: string, statements: readonly string[], gone = this.left): Promise<void> {
    return this.daemons.run(on, [...this.servers.keys()], statements, [...gone])
  }

  /** All servers have the tables; the origin has what stands in them, and subscribers get a copy of that. */
  override async prepare(tables: readonly Table[]): Promise<void> {
    this.tables = tables
    await Promise.all([...this.servers.keys()].map((name) => this.makeTables(name)))
    await fillTables(this.clientAt(this.primaryName), tables)
    await this.makeSet()
    const subscribing = this.standbys().map(({ name }) =>
      slony.subscribeSet(this.numbers.of(this.primaryName), this.numbers.of(name)),
    )
    await this.slonik(this.primaryName, subscribing)
    await this.arrived(this.standbys(), SET_UP_LIMIT_MS)
  }

  /** Those of the workload, and one that is in no set. */
  private async makeTables(name: string): Promise<void> {
    await makeTables(this.clientAt(name), this.tables)
    await makeLeftOut(this.clientAt(name))
  }

  private tablesInSet(): string[] {
    return this.options.setTables?.split(',') ?? this.tables.map(({ name }) => name)
  }

  private async makeSet(): Promise<void> {
    const [tables, origin] = [this.tablesInSet(), this.primaryName]
    try {
      await this.slonik(origin, slony.createSet(this.numbers.of(origin), tables))
    } catch (cause) {
      const isNamed = this.options.setTables !== undefined
      if (!isNamed || (cause as SplitbrainError).code !== 'runtime') throw cause
      const what = tables.join(', ')
      throw new SplitbrainError('usage', `There can be no set of ${what}.`, { cause })
    }
  }

  override at(role: string): Node[] {
    if (role === SLON) return this.daemons.all().map(({ node }) => node)
    if (role === SUBSCRIBER) return this.standbys()
    return role === 'primary' ? super.at(role) : []
  }

  protected override standbys(): Node[] {
    return super.standbys().filter(({ name }) => !this.left.has(name))
  }

  override route({ access }: Pick<Request, 'access'>, process: number): Route {
    const reads = access === 'read' ? this.options.reads : 'primary'
    if (reads === 'primary') return super.route()
    const subscribers = this.standbys().map(({ name }) => name)
    return this.routeTo(takerOf(reads, this.primaryName, subscribers, process))
  }

  override async probe(timeoutMs: number): Promise<number> {
    // Whoever does not answer this is not given up for it.
    void this.reach.look(this.primaryName).catch(() => {})
    return super.probe(timeoutMs)
  }

  override async observe(): Promise<Omit<NodeState, 'timeNs'>[]> {
    const servers = this.reach.states(this.primaryName, this.left)
    const daemons = Promise.all(this.daemons.all().map((slon) => slon.state()))
    return [...(await servers), ...(await daemons)]
  }

  async writing(): Promise<string[]> {
    const servers = [...this.servers]
    const origins = await Promise.all(
      servers.map(([, server]) => originBy(server).catch(() => undefined)),
    )
    const takes = (name: string, i: number) => origins[i] === this.numbers.of(name)
    return servers.map(([name]) => name).filter(takes)
  }

  /**
   * Returns when every subscriber has what the origin has by now. Whoever has not soon may hang, which nothing else tells,
   * and is helped.
   */
  protected async settle(limitMs: number): Promise<void> {
    const end = performance.now() + limitMs
    for (let patienceMs = CATCH_UP_LIMIT_MS; ; patienceMs *= 2) {
      const restMs = end - performance.now()
      const isLast = patienceMs >= restMs
      const arrived = this.arrived(this.standbys(), isLast ? restMs : patienceMs)
      if (isLast || (await succeeds(() => arrived))) return arrived
      await this.renew()
    }
  }

  /** Has the worker of every subscriber and of the origin begin anew. */
  private async renew(): Promise<void> {
    await Promise.all(this.members().map((daemon) => daemon.renew()))
  }

  private members(): Slon[] {
    return [...this.standbys().map(({ name }) => name), this.primaryName].map((name) =>
      this.daemons.of(name),
    )
  }

  private async arrived(subscribers: readonly Node[], limitMs: number): Promise<void> {
    await this.reach.look(this.primaryName)
    const origin = this.numbers.of(this.primaryName)
    // Of what is written before a SYNC all would be there after it, were it in the set.
    await writeLeftOut(this.primaryServer())
    const seqno = await makeSync(this.primaryServer())
    await until(async () => {
      for (const node of subscribers) {
        const applied = await appliedSync(this.server(node), origin).catch(() => 0)
        if (applied < seqno) return `Subscriber ${node.name} did not get what the origin has`
      }
    }, limitMs)
  }

  override copyAnew({ name }: Pick<Node, 'name'>): void {
    if (name !== this.primaryName) this.left.add(name)
  }

  override async heal(limitMs: number): Promise<void> {
    const staysAsItWas = this.options.rejoin === 'as-it-was'
    const left = [...this.left]
    let isWhole = true
    for (const [name, server] of this.servers) {
      if (!staysAsItWas && left.includes(name)) continue
      isWhole &&= await succeeds(() => server.position())
      await this.revive(server)
    }
    await Promise.all(this.members().map((daemon) => (isWhole ? daemon.start() : daemon.renew())))
    if (!staysAsItWas) for (const name of left) await this.startStandby(this.node(name))
    await this.settle(limitMs)
  }

  /** A failed node can't come back but as a new one: it is forgotten, and then subscribes with nothing of its own. */
  protected async startStandby({ name }: Node): Promise<void> {
    const [daemon, origin] = [this.daemons.of(name), this.primaryName]
    const [former, at] = [name, origin].map((each) => this.numbers.of(each))
    this.server({ name }).disconnect()
    await Promise.all([this.node(name).kill(), daemon.node.kill()])
    this.left.add(name)
    const others = [...this.standbys().map((node) => node.name), origin]
    if (await knows(this.primaryServer(), former))
      await this.slonik(origin, [slony.dropNode(former, at)])
    const number = this.numbers.renew(name)
    await this.begin(name)
    await this.makeTables(name)
    this.left.delete(name)
    await this.slonik(origin, [
      slony.storeNode(number, at),
      ...others.flatMap((other) => [
        this.daemons.path(other, name),
        this.daemons.path(name, other),
      ]),
    ])
    // Whoever heard of the node before its path tries it again after ten seconds.
    await this.renew()
    await this.slonik(origin, [slony.subscribeSet(at, number)])
  }

  override async copies(limitMs: number): Promise<Route[]> {
    await Promise.all(
      [...this.servers.values()].map((server) => this.sessionsOver(server, limitMs)),
    )
    return this.copiesAtRest(limitMs)
  }

  protected async copiesAtRest(limitMs: number): Promise<Route[]> {
    await this.settle(limitMs)
    const names = [...this.left, ...this.standbys().map(({ name }) => name), this.primaryName]
    return names.map((name) => this.routeTo(name))
  }

  override inspections(): Inspection[] {
    const [table] = this.tablesInSet()
    return [...super.inspections(), ...inspectionsOfSet(this.servers, this.primaryName, table)]
  }

  /** Unplanned: whoever is furthest of those that can follow takes the origin's place; all others are given up with it. */
  async promote(named?: string): Promise<{ to: string; toLsnBytes: number; lag?: Lag }> {
    const calledMs = performance.now()
    const old = this.primaryName
    const live = await this.followers()
    const to = live.find((name) => name === (named ?? name))
    if (to === undefined)
      throw new SplitbrainError(
        'runtime',
        `There is no subscriber ${named ?? 'to fail over to'} whose server and daemon live.`,
      )
    const reached = await this.reach.by(to, old)
    const failed = [old, ...this.standbys().map(({ name }) => name)].filter(
      (name) => !live.includes(name),
    )
    await this.daemons.of(old).node.kill()
    const [backup, ...lost] = [to, ...failed].map((name) => this.numbers.of(name))
    const failover = slony.failover(lost, backup)
    await this.slonik(to, [failover], new Set([...this.left, ...failed]))
    for (const name of failed) this.left.add(name)
    this.primaryName = to
    const lag = reached && { seconds: (calledMs - reached.atMs) / 1000 }
    return { to, toLsnBytes: reached?.lsnBytes ?? 0, lag }
  }

  /** Subscribers that are alive with their daemons, the furthest first. */
  private async followers(): Promise<string[]> {
    const names = await this.reach.furthest(
      this.standbys().map(({ name }) => name),
      this.primaryName,
    )
    const live = await Promise.all(names.map((name) => this.daemons.of(name).runs()))
    return names.filter((_, i) => live[i])
  }

  /** Planned: the set is locked on its origin and moved to a subscriber that has all of it by then. */
  async switchOver(step: Step): Promise<Switchover> {
    const from = this.primaryName
    const { lsnBytes: fromLsnBytes } = await this.primaryServer().position()
    const [to] = await this.followers()
    const isSoon = () => this.arrived([this.node(to)], CATCH_UP_LIMIT_MS)
    const reached = to !== undefined && (await step('catch-up', to, () => succeeds(isSoon)))
    // A set that is locked for whom nobody hears takes no writes any more.
    if (!reached) return { from, fromLsnBytes }
    const moved = slony.moveSet(this.numbers.of(from), this.numbers.of(to))
    await step('move-set', to, () => this.slonik(from, moved))
    this.primaryName = to
    const old = this.server({ name: from })
    await step('end-sessions', from, () => endSessionsOf(old, this.roles.client.user))
    return { from, fromLsnBytes, to }
  }
}
